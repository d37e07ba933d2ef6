//! Tokens come and go, and requests do not notice.

use futures_util::future::join_all;
use routex_tests::{Gate, Reply};

use super::Scene;

#[tokio::test]
async fn an_account_serves_with_its_token() {
    let scene = Scene::signed_in().await;

    let answer = scene.ask().await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    let seen = scene.idp.provider.seen();
    let bearer = seen.last().unwrap().header("authorization");
    assert_eq!(bearer, Some("Bearer canary-access-1"));
    let credential = scene.credential().await;
    assert_eq!(credential["kind"], "oauth");
    assert_eq!(credential["label"], "me@example.com");
    let token = &credential["health"]["token"];
    assert_eq!(token["needs_sign_in"], false, "{credential}");
    assert!(token["expires_at"].is_string(), "{credential}");
}

#[tokio::test]
async fn fifty_requests_with_a_token_that_ended_are_served_with_one_new_one() {
    let scene = Scene::signed_in().await;
    let before = scene.idp.asked_for_tokens();
    scene.idp.forget_access();

    let answers = join_all((0..50).map(|_| scene.ask())).await;

    for answer in &answers {
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("x-routex-attempts"), Some("1"));
    }
    assert_eq!(scene.idp.asked_for_tokens(), before + 1);
}

#[tokio::test]
async fn a_token_is_replaced_before_it_ends_without_any_request() {
    let scene = Scene::before_sign_in().await;
    scene.idp.expires_in(2);
    let signed_in = scene.sign_in(None).await;
    assert_eq!(signed_in["kind"], "oauth");

    let seen = scene.idp.provider.wait_for_seen(3).await;

    assert!(seen.iter().all(|seen| seen.path() == "/token"));
    assert_eq!(
        scene.credential().await["health"]["token"]["needs_sign_in"],
        false
    );
}

#[tokio::test]
async fn what_a_provider_gives_while_routex_stops_is_not_lost() {
    let mut scene = Scene::signed_in().await;
    let gate = Gate::closed();
    scene.idp.hold(&gate);
    scene.idp.forget_access();
    let waiting = scene
        .app
        .ask(routex_entity::Dialect::OpenaiChat, "m", false);
    let waiting = waiting.send_and_leave().await;
    scene.idp.provider.wait_for_seen(3).await;
    drop(waiting);

    scene.app.terminate();
    gate.open();
    assert_eq!(scene.app.exited().await, Some(0), "{}", scene.app.log());
    scene.app.start_again().await;
    let answer = scene.ask().await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    let seen = scene.idp.provider.seen();
    let bearer = seen.last().unwrap().header("authorization");
    assert_eq!(bearer, Some("Bearer canary-access-2"));
    assert_eq!(scene.idp.asked_for_tokens(), 2);
}

#[tokio::test]
async fn a_kill_while_the_question_is_on_its_way_leaves_the_old_refresh_token_in_use() {
    let mut scene = Scene::signed_in().await;
    scene.idp.trouble(Some(Reply::never()));
    scene.idp.forget_access();
    let waiting = scene
        .app
        .ask(routex_entity::Dialect::OpenaiChat, "m", false);
    let waiting = waiting.send_and_leave().await;
    scene.idp.provider.wait_for_seen(3).await;

    scene.app.kill9().await;
    drop(waiting);
    scene.idp.trouble(None);
    scene.app.start_again().await;

    assert_eq!(scene.ask().await.status, 200);
}
