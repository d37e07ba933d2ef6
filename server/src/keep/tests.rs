use std::collections::HashMap;

use routex_entity::Dialect;
use tempfile::TempDir;

use super::*;
use crate::{
    protocol::hub::{
        Answer, Arguments, Choice, Content, End, EndReason, Extras, Part, Request, Role, Seal,
        ToolCall, Turn,
    },
    store::testing::{lock, make_impatient, temporary},
};

struct Bench {
    store: Store,
    dir: TempDir,
    settings: watch::Sender<Settings>,
}

impl Bench {
    async fn new() -> Self {
        let (store, dir) = temporary().await;
        let settings = watch::Sender::new(Settings::default());
        Self {
            store,
            dir,
            settings,
        }
    }

    /// As after a start.
    fn keeper(&self) -> Keeper {
        Keeper::start(
            &actix_rt::Arbiter::current(),
            self.store.clone(),
            MasterKey::load(self.dir.path()).unwrap(),
            self.settings.subscribe(),
        )
    }
}

const NOBODY: Uuid = Uuid::nil();
const SOMEBODY: Uuid = Uuid::from_u128(5);

fn part(call: &str) -> Part {
    Part::new(Content::ToolCall(ToolCall {
        id: call.to_owned(),
        name: "f".to_owned(),
        arguments: Arguments::Json(String::new()),
    }))
}

fn answer(parts: Vec<Part>) -> Answer {
    Answer {
        origin: Dialect::Anthropic,
        id: String::new(),
        model: String::new(),
        created: None,
        choices: vec![Choice {
            parts,
            end: End::new(EndReason::ToolUse),
            extras: Extras::new(),
        }],
        usage: None,
        extras: Extras::new(),
    }
}

fn next_request(call: &str) -> Request {
    Request {
        turns: vec![Turn::new(Role::Assistant, vec![part(call)])],
        ..Request::new(Dialect::OpenaiChat, "m")
    }
}

#[actix_rt::test]
async fn a_response_is_there_at_once_and_after_a_restart() {
    let bench = Bench::new().await;
    let keeper = bench.keeper();
    keeper.keep_response(NOBODY, "resp_rx1", b"kept".to_vec());
    let found = keeper.response(NOBODY, "resp_rx1").await.unwrap();
    assert_eq!(found.unwrap(), "kept");
    keeper.flush().await.unwrap();

    let restarted = bench.keeper();
    let found = restarted.response(NOBODY, "resp_rx1").await.unwrap();
    assert_eq!(found.unwrap(), "kept");
    assert_eq!(restarted.response(SOMEBODY, "resp_rx1").await, Ok(None));
    assert_eq!(restarted.response(NOBODY, "resp_rx2").await, Ok(None));
}

#[actix_rt::test]
async fn a_removed_response_is_gone_everywhere() {
    let bench = Bench::new().await;
    let keeper = bench.keeper();
    keeper.keep_response(NOBODY, "resp_rx1", b"kept".to_vec());
    keeper.flush().await.unwrap();
    assert_eq!(keeper.remove_response(NOBODY, "resp_rx1").await, Ok(true));
    assert_eq!(keeper.remove_response(NOBODY, "resp_rx1").await, Ok(false));
    keeper.flush().await.unwrap();
    assert_eq!(bench.keeper().response(NOBODY, "resp_rx1").await, Ok(None));
}

#[actix_rt::test]
async fn a_shorter_life_counts_at_once() {
    let bench = Bench::new().await;
    let keeper = bench.keeper();
    keeper.keep_response(NOBODY, "resp_rx1", b"kept".to_vec());
    keeper.flush().await.unwrap();
    bench
        .settings
        .send_modify(|settings| settings.response_keep_days = 0);
    assert_eq!(keeper.response(NOBODY, "resp_rx1").await, Ok(None));
    assert_eq!(bench.keeper().response(NOBODY, "resp_rx1").await, Ok(None));
}

#[actix_rt::test]
async fn what_lies_in_the_database_for_too_long_is_gone() {
    let bench = Bench::new().await;
    let keeper = bench.keeper();
    let day_ms = 24 * 60 * 60 * 1000;
    for (id, days, there) in [("resp_rx1", 6, true), ("resp_rx2", 8, false)] {
        let key = Label {
            kind: Kind::Response,
            client_key: NOBODY,
            id,
        }
        .key();
        let entry = Entry {
            kind: Kind::Response,
            client_key: NOBODY,
            kept_at_ms: Utc::now().timestamp_millis() - days * day_ms,
            plain: "kept".into(),
        };
        let master_key = MasterKey::load(bench.dir.path()).unwrap();
        let row = entry::row(&master_key, key, &entry).unwrap();
        kept::write(&bench.store, vec![row], vec![]).await.unwrap();
        let found = keeper.response(NOBODY, id).await.unwrap();
        assert_eq!(found.is_some(), there, "{days} days");
    }
}

#[actix_rt::test]
async fn what_the_database_refused_is_written_later() {
    let bench = Bench::new().await;
    make_impatient(&bench.store).await;
    let keeper = bench.keeper();
    let locked = lock(bench.dir.path()).await;
    keeper.keep_response(NOBODY, "resp_rx1", b"kept".to_vec());
    keeper.flush().await.unwrap_err();
    let found = keeper.response(NOBODY, "resp_rx1").await.unwrap();
    assert_eq!(found.unwrap(), "kept");
    locked.rollback().await.unwrap();
    keeper.flush().await.unwrap();
    let found = bench.keeper().response(NOBODY, "resp_rx1").await;
    assert_eq!(found.unwrap().unwrap(), "kept");
}

#[actix_rt::test]
async fn what_was_changed_in_the_database_does_not_open() {
    let bench = Bench::new().await;
    let keeper = bench.keeper();
    keeper.keep_response(NOBODY, "resp_rx1", b"kept".to_vec());
    keeper.flush().await.unwrap();
    let (key, mut sealed) = kept::page(&bench.store, None, 1).await.unwrap().remove(0);
    *sealed.last_mut().unwrap() ^= 1;
    let change = bench.store.change().await.unwrap();
    kept::put_sealed(&change, key, Some(sealed)).await.unwrap();
    change.commit(vec![]).await.unwrap();
    assert_eq!(bench.keeper().response(NOBODY, "resp_rx1").await, Ok(None));
}

#[actix_rt::test]
async fn reasoning_comes_back_to_its_call_also_after_a_restart() {
    let bench = Bench::new().await;
    let thought = Part::thought("Hm", Some(Seal::new(Dialect::Anthropic, "s")));
    let keeper = bench.keeper();
    keeper.keep_reasoning(NOBODY, &answer(vec![thought.clone(), part("a")]));
    keeper.flush().await.unwrap();

    for keeper in [keeper, bench.keeper()] {
        let mut request = next_request("a");
        keeper.restore(NOBODY, &mut request).await;
        assert_eq!(request.turns[0].parts, [thought.clone(), part("a")]);
        let mut foreign = next_request("a");
        keeper.restore(SOMEBODY, &mut foreign).await;
        assert_eq!(foreign, next_request("a"));
    }
}

#[actix_rt::test]
async fn that_there_was_no_reasoning_is_known_without_the_database() {
    let bench = Bench::new().await;
    let keeper = bench.keeper();
    keeper.keep_reasoning(NOBODY, &answer(vec![part("a")]));
    bench.store.close().await.unwrap();

    let mut request = next_request("a");
    keeper.restore(NOBODY, &mut request).await;

    assert_eq!(request, next_request("a"));
    let known = keeper.at_hand(&Label {
        kind: Kind::Reasoning,
        client_key: NOBODY,
        id: "a",
    });
    assert_eq!(known, Place::Here(Bytes::new()));
}

#[actix_rt::test]
async fn a_client_key_takes_everything_along() {
    let bench = Bench::new().await;
    let (_, row) = crate::inventory::first_key().unwrap();
    let key = row.id;
    crate::store::client_key::save(&bench.store, row)
        .await
        .unwrap();
    let keeper = bench.keeper();
    for n in 0..45 {
        keeper.keep_response(key, &format!("resp_rx{n}"), b"kept".to_vec());
    }
    keeper.keep_response(NOBODY, "resp_rx0", b"kept".to_vec());
    keeper.flush().await.unwrap();
    keeper.keep_response(key, "resp_rx99", b"kept".to_vec());

    keeper.forget(key).await.unwrap();
    keeper.flush().await.unwrap();

    let left: HashMap<_, _> = kept::page(&bench.store, None, 100)
        .await
        .unwrap()
        .into_iter()
        .collect();
    assert_eq!(left.len(), 1);
    assert_eq!(keeper.response(key, "resp_rx99").await, Ok(None));
}
