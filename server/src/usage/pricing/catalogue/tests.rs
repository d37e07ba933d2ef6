use super::{
    compare::{Difference, compare},
    *,
};
use crate::usage::pricing::Rate;

fn input(providers: &[&str], model: &str) -> Option<Rate> {
    let catalogue = Catalogue::shipped();
    let schedule = &catalogue.find(providers, model)?.schedule;
    Some(schedule.at(1_795_132_800_000, None)?.rates.input)
}

#[test]
fn the_shipped_file_can_be_read_and_is_small() {
    let catalogue = Catalogue::parse(SHIPPED).unwrap();
    assert!(SHIPPED.len() < 300_000, "{} bytes", SHIPPED.len());
    for id in ["anthropic", "openai", "google", "openrouter", "simulator"] {
        let provider = catalogue.providers().iter().find(|one| one.id == id);
        assert!(provider.is_some_and(|one| !one.models.is_empty()), "{id}");
    }
    assert_eq!(catalogue.print().unwrap(), SHIPPED);
}

#[test]
fn names_are_found_in_either_case_and_the_longest_pattern_counts() {
    let model = |names: &[&str]| Model {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        schedule: Schedule::default(),
    };
    let models = vec![model(&["a*"]), model(&["a-long*"]), model(&["A-long-one"])];
    let provider = Provider::new("p".to_owned(), None, models);
    let found = |name: &str| provider.find(name).map(Model::name);
    assert_eq!(found("abc"), Some("a*"));
    assert_eq!(found("a-longer"), Some("a-long*"));
    assert_eq!(found("a-long-one"), Some("A-long-one"));
    assert_eq!(found("x/a-long-one-20261001"), Some("A-long-one"));
    assert_eq!(found("x"), None);
}

#[test]
fn a_model_may_cost_otherwise_at_another_provider() {
    assert_eq!(input(&["openai"], "gpt-5.4"), Some(Rate(2_500_000_000)));
    assert_eq!(
        input(&["groq", "openai"], "gpt-5.4"),
        input(&["openai"], "GPT-5.4")
    );
    assert_eq!(input(&["groq"], "gpt-5.4"), None);
}

#[test]
fn differences_are_told() {
    let shipped = Catalogue::shipped();
    assert_eq!(compare(&shipped, &shipped), Difference::default());
    let text = SHIPPED.replacen("\"sim-*\"", "\"sim-other\"", 1);
    let other = Catalogue::read(&text, "").unwrap();
    let named = |name: &str| vec![("simulator".to_owned(), name.to_owned())];
    let expected = Difference {
        added: named("sim-other"),
        changed: Vec::new(),
        removed: named("sim-*"),
    };
    assert_eq!(compare(&shipped, &other), expected);
}

#[test]
fn what_is_no_price_list_is_refused() {
    for text in [
        "",
        "<html>",
        "{}",
        "[]",
        "[{\"id\":\"openai\"}]",
        "{\"format\":\"other\",\"as_of\":\"\",\"source\":\"\",\"providers\":[]}",
    ] {
        assert!(Catalogue::read(text, "2026-11-01").is_err(), "{text}");
    }
}
