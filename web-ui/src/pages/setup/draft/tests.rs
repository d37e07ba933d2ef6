use routex_entity::{Dialect, api::ChannelEndpoint};

use super::*;

fn provider(name: &str, url: Option<&str>) -> Provider {
    let endpoint = |url: &str| ChannelEndpoint {
        dialect: Dialect::OpenaiChat,
        url: url.to_owned(),
    };
    Provider {
        name: name.to_owned(),
        endpoints: url.map(endpoint).into_iter().collect(),
        dialects: vec![Dialect::OpenaiChat],
    }
}

fn openai() -> Provider {
    provider("openai", Some("https://api.openai.com/v1"))
}

fn after(draft: Draft, changes: impl IntoIterator<Item = Change>) -> Draft {
    let all = changes.into_iter();
    (*all.fold(Rc::new(draft), |draft, change| draft.reduce(change))).clone()
}

fn good() -> ChannelTest {
    ChannelTest {
        ok: true,
        status: Some(200),
        latency_ms: 5,
        ttft_ms: Some(4),
        error: None,
        model: Some("gpt-5".to_owned()),
        dialect: None,
    }
}

#[test]
fn nobody_goes_on_with_gaps_and_nothing_is_lost_on_the_way_back() {
    let draft = after(Draft::new(false, "token=abc"), [Change::Next]);
    assert!(draft.step == Step::Channel && draft.shows(Gap::Provider));
    assert!(draft.knows_token && !draft.shows(Gap::SetupToken));

    let draft = after(
        draft,
        [
            Change::Provider(openai()),
            Change::ApiKey("sk-1".into()),
            Change::Next,
        ],
    );
    assert_eq!(draft.step, Step::Strategy);
    let draft = after(
        draft,
        [
            Change::Strategy(Strategy::Fastest),
            Change::Next,
            Change::Next,
        ],
    );
    assert!(draft.step == Step::Credentials && draft.shows(Gap::Password));

    let draft = after(draft, [Change::Back, Change::Back, Change::Back]);
    assert_eq!(draft.step, Step::Channel);
    assert_eq!(
        (draft.api_key.as_str(), draft.strategy),
        ("sk-1", Strategy::Fastest)
    );
    assert!(!draft.may_finish());
    let password = || "correct horse".to_owned();
    let draft = after(
        draft,
        [Change::Password(password()), Change::Repeated(password())],
    );
    assert!(draft.may_finish());
    assert_eq!(draft.input().channel.unwrap().name, "openai");
}

#[test]
fn a_key_does_not_go_to_another_provider_and_a_chosen_name_stays() {
    let draft = after(
        Draft::new(false, ""),
        [
            Change::Provider(openai()),
            Change::ApiKey("sk-1".into()),
            Change::Tried(good()),
        ],
    );
    assert_eq!(draft.tried_model().unwrap(), "gpt-5");
    let draft = after(
        draft,
        [Change::Provider(provider("groq", Some("https://x")))],
    );
    assert_eq!((draft.api_key.as_str(), draft.name.as_str()), ("", "groq"));
    assert_eq!(draft.tried_model(), None);

    let draft = after(
        draft,
        [Change::Name("work".into()), Change::Provider(openai())],
    );
    assert_eq!(draft.name, "work");
}

#[test]
fn a_server_of_ones_own_needs_no_key_and_one_without_an_address_needs_that() {
    let draft = after(
        Draft::new(false, "token=t"),
        [Change::Provider(provider(
            "ollama",
            Some("http://localhost"),
        ))],
    );
    assert!(draft.may_try() && draft.allow_private_network);
    assert_eq!(draft.test().unwrap().channel.api_keys, ["none"]);

    let draft = after(
        draft,
        [
            Change::Provider(provider("openai_compatible", None)),
            Change::ApiKey("k".into()),
            Change::Next,
        ],
    );
    assert!(draft.shows(Gap::BaseUrl) && !draft.may_try());
}

#[test]
fn a_channel_that_is_there_is_enough() {
    let draft = after(Draft::new(true, "token=t"), [Change::Next]);
    assert_eq!(draft.step, Step::Strategy);
    assert!(draft.input().channel.is_none());
}

#[test]
fn a_refusal_leads_to_where_it_can_be_mended() {
    let refused = |field: &str| {
        let body = format!(
            r#"{{"type":"","title":"","status":422,"detail":"","code":"invalid_fields","request_id":"",
            "errors":[{{"field":"{field}","message":""}}]}}"#
        );
        step_of(&Failure::of(422, &body))
    };
    assert_eq!(refused("channel.name"), Some(Step::Channel));
    assert_eq!(refused("admin.password"), Some(Step::Credentials));
    assert_eq!(refused("else"), None);
    assert_eq!(step_of(&Failure::Unreachable), None);
}
