use std::{collections::BTreeMap, sync::Arc};

use routex_entity::Dialect;

use super::*;
use crate::channel::fixture;

fn table() -> RoutingTable {
    let mut a = fixture::channel("a", 1);
    a.models = vec!["gpt".into()];
    a.tags = vec!["eu".into()];
    a.priority = 5;
    let mut b = fixture::channel("b", 1);
    b.model_map = BTreeMap::from([("gpt".into(), "gpt-2024".into())]);
    b.tags = vec!["eu".into(), "us".into()];
    let mut c = fixture::channel("c", 1);
    c.models = vec!["claude".into()];
    c.endpoints = vec![(Dialect::Anthropic, fixture::url())];
    let target = |place, model: &str| Target {
        place,
        model: model.into(),
    };
    let alias = Alias {
        fallbacks: Vec::new(),
        name: "smart".into(),
        strategy: Some(Strategy::Weighted),
        targets: vec![
            target(Place::Channel(b.id), "unlisted"),
            target(Place::Tag("eu".into()), "gpt"),
        ],
    };
    RoutingTable {
        channels: vec![a.into(), b.into(), c.into()],
        aliases: BTreeMap::from([("smart".into(), Arc::new(alias))]),
        ..RoutingTable::default()
    }
}

/// Channel, upstream model, tier.
type Row = (String, String, (u32, i32));

fn names(model: &str, tags: &[String]) -> Result<Vec<Row>, NoRouteKind> {
    let table = table();
    let seats = seats(&table, model, &Wants::native(Dialect::OpenaiChat), tags)?;
    Ok(seats
        .iter()
        .map(|seat| (seat.channel.name.clone(), seat.model.to_owned(), seat.tier))
        .collect())
}

#[test]
fn a_plain_model_goes_to_all_that_serve_it_under_their_own_names() {
    let expected = vec![
        ("a".to_owned(), "gpt".to_owned(), (0, 5)),
        ("b".to_owned(), "gpt-2024".to_owned(), (0, 0)),
    ];
    assert_eq!(names("gpt", &[]), Ok(expected));
}

#[test]
fn an_alias_leads_to_its_targets_in_order() {
    let expected = vec![
        ("b".to_owned(), "unlisted".to_owned(), (0, 0)),
        ("a".to_owned(), "gpt".to_owned(), (1, 5)),
        ("b".to_owned(), "gpt-2024".to_owned(), (1, 0)),
    ];
    assert_eq!(names("smart", &[]), Ok(expected));
    assert_eq!(strategy(&table(), "smart"), Strategy::Weighted);
    assert_eq!(strategy(&table(), "gpt"), Strategy::Priority);
}

#[test]
fn tags_of_the_client_key_filter() {
    let allowed = names("gpt", &["us".into()]).unwrap();
    assert_eq!(allowed.len(), 1);
    let nobody = names("gpt", &["mars".into()]);
    assert_eq!(nobody, Err(NoRouteKind::UnknownModel));
}

#[test]
fn a_missing_dialect_is_told_from_an_unknown_model() {
    let mut table = table();
    table.channels.remove(1);
    let ask = |model| {
        seats(&table, model, &Wants::native(Dialect::OpenaiChat), &[]).map(|seats| seats.len())
    };
    assert_eq!(ask("claude"), Err(NoRouteKind::NoDialect));
    assert_eq!(ask("llama"), Err(NoRouteKind::UnknownModel));
    assert_eq!(ask(""), Ok(1));
}

#[test]
fn a_survey_names_every_channel_and_why_it_is_out() {
    let mut table = table();
    let mut b = (*table.channels[1]).clone();
    b.enabled = false;
    table.channels[1] = b.into();
    let found = |model, tags: &[String]| -> Vec<(String, Option<Unfit>)> {
        survey(&table, model, &Wants::native(Dialect::OpenaiChat), tags)
            .iter()
            .map(|(seat, unfit)| (seat.channel.name.clone(), *unfit))
            .collect()
    };
    let row = |name: &str, unfit| (name.to_owned(), unfit);

    assert_eq!(
        found("gpt", &[]),
        [
            row("a", None),
            row("b", Some(Unfit::Disabled)),
            row("c", Some(Unfit::ModelNotServed)),
        ]
    );
    assert_eq!(
        found("smart", &["us".into()]),
        [
            row("b", Some(Unfit::Disabled)),
            row("a", Some(Unfit::Tags)),
            row("b", Some(Unfit::Disabled)),
            row("c", Some(Unfit::NotATarget)),
        ]
    );
    assert_eq!(found("claude", &[])[1], row("c", Some(Unfit::Dialect)));
}

#[test]
fn a_disabled_channel_is_no_candidate() {
    let mut table = table();
    let mut b = (*table.channels[1]).clone();
    b.enabled = false;
    table.channels[1] = b.into();
    let seats = seats(&table, "gpt", &Wants::native(Dialect::OpenaiChat), &[]).unwrap();
    assert_eq!(seats.len(), 1);
}

#[test]
fn what_all_lack_decides_nothing_and_what_one_has_decides() {
    let lacking = |name: &str, lacks: &[Feature]| {
        let mut channel = fixture::channel(name, 1);
        let corrections = lacks.iter().map(|feature| (*feature, false)).collect();
        channel.capabilities = BTreeMap::from([("*".to_owned(), corrections)]);
        Arc::new(channel)
    };
    let (images, tools) = (Feature::Images, Feature::Tools);
    let table = RoutingTable {
        channels: vec![
            lacking("blind", &[images]),
            lacking("idle", &[tools]),
            lacking("neither", &[images, tools]),
        ],
        ..RoutingTable::default()
    };
    let found = |needs: &[Feature]| {
        let wants = Wants {
            needs: Features::of(needs),
            ..Wants::native(Dialect::OpenaiChat)
        };
        let line_up = line_up(&table, "m", &wants, &[]).unwrap();
        let rows = survey(&table, "m", &wants, &[]);
        let passed_over: Vec<(String, &str)> = rows
            .into_iter()
            .filter_map(|(seat, unfit)| Some((seat.channel.name.clone(), unfit?.label())))
            .collect();
        assert_eq!(line_up.passed_over.len(), passed_over.len());
        let seats = line_up.seats.iter().map(|seat| seat.channel.name.clone());
        (seats.collect::<Vec<_>>(), passed_over)
    };
    let row = |name: &str, label| (name.to_owned(), label);

    assert_eq!(found(&[Feature::Audio]).0.len(), 3);
    assert_eq!(
        found(&[tools]),
        (
            vec!["blind".to_owned()],
            vec![row("idle", "lacks_tools"), row("neither", "lacks_tools")]
        )
    );
    // Nobody can do both: a picture that is not seen is worse than a tool that is not called.
    assert_eq!(
        found(&[images, tools]),
        (
            vec!["idle".to_owned()],
            vec![row("blind", "lacks_images"), row("neither", "lacks_images")]
        )
    );
    let matters = matters(&table, "m");
    assert!(matters.has(images) && matters.has(tools) && !matters.has(Feature::Audio));
}
