//! Who could serve a model at all: what follows from the table alone. Pure.

use std::hash::{DefaultHasher, Hash, Hasher};

use routex_entity::Strategy;

use super::{
    messages::NoRouteKind,
    table::{Alias, Place, RoutingTable, Target},
    wants::Wants,
};
use crate::channel::{ChannelId, ChannelSpec};

/// A channel and the model to ask it for.
#[derive(Debug, Clone, Copy)]
pub struct Seat<'a> {
    /// Stable through configuration changes.
    pub id: u64,
    pub channel: &'a ChannelSpec,
    /// Upstream model name.
    pub model: &'a str,
    /// Position among all places of the alias or model, those that were filtered out included.
    pub order: u32,
    /// The alias' target, then the channel's priority.
    pub tier: (u32, i32),
}

/// Why a channel is out of the question for a request, whatever its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It does not serve the model.
    ModelNotServed,
    /// No target of the alias leads to it.
    NotATarget,
    /// Switched off by the operator.
    Disabled,
    /// The client key may not use its tags.
    Tags,
    /// It does not speak the dialect, and the call cannot be translated.
    Dialect,
}

impl Unfit {
    /// The name used in explanations.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ModelNotServed => "model_not_served",
            Self::NotATarget => "not_a_target",
            Self::Disabled => "disabled",
            Self::Tags => "tags",
            Self::Dialect => "dialect",
        }
    }
}

/// Every channel at least once: the seats that `seats` answers, those that it filters out, and the channels that have
/// none at all, each with why it is out of the question.
pub fn survey<'a>(
    table: &'a RoutingTable,
    model: &'a str,
    wants: &Wants,
    allowed_tags: &[String],
) -> Vec<(Seat<'a>, Option<Unfit>)> {
    let (mut seats, stranger) = match table.aliases.get(model) {
        Some(alias) => (of_alias(table, alias), Unfit::NotATarget),
        None => (of_model(table, model), Unfit::ModelNotServed),
    };
    let invited = seats.len();
    for channel in &table.channels {
        if seats.iter().all(|seat| seat.channel.id != channel.id) {
            push(&mut seats, channel, model, u32::MAX);
        }
    }
    let judged = seats.into_iter().enumerate().map(|(index, seat)| {
        let unfit = if index < invited {
            unfit(seat.channel, wants, allowed_tags)
        } else {
            Some(stranger)
        };
        (seat, unfit)
    });
    judged.collect()
}

/// Every place of an alias or model by the id of its seat, whoever may use it.
pub fn places(table: &RoutingTable, model: &str) -> Vec<u64> {
    let seats = match table.aliases.get(model) {
        Some(alias) => of_alias(table, alias),
        None => of_model(table, model),
    };
    seats.iter().map(|seat| seat.id).collect()
}

/// The strategy for a model.
pub fn strategy(table: &RoutingTable, model: &str) -> Strategy {
    table
        .aliases
        .get(model)
        .and_then(|alias| alias.strategy)
        .unwrap_or(table.settings.strategy)
}

/// The seats for a model that clients named, in the order of targets and channel names. An empty `model` means any:
/// a request about a stored object does not name one. `allowed_tags`: empty for all.
pub fn seats<'a>(
    table: &'a RoutingTable,
    model: &'a str,
    wants: &Wants,
    allowed_tags: &[String],
) -> Result<Vec<Seat<'a>>, NoRouteKind> {
    let mut seats = match table.aliases.get(model) {
        Some(alias) => of_alias(table, alias),
        None => of_model(table, model),
    };
    let unfit = |seat: &Seat<'_>| unfit(seat.channel, wants, allowed_tags);
    seats.retain(|seat| matches!(unfit(seat), None | Some(Unfit::Dialect)));
    if seats.is_empty() {
        return Err(NoRouteKind::UnknownModel);
    }
    seats.retain(|seat| unfit(seat).is_none());
    if seats.is_empty() {
        return Err(NoRouteKind::NoDialect);
    }
    Ok(seats)
}

/// The upstream models that may serve a request, those of an alias' fallbacks included, in no order and perhaps more
/// than once.
pub fn models<'a>(
    table: &'a RoutingTable,
    model: &'a str,
    wants: &Wants,
    allowed_tags: &[String],
) -> Vec<&'a str> {
    let alias = table.aliases.get(model);
    let fallbacks = alias.into_iter().flat_map(|alias| &alias.fallbacks);
    std::iter::once(model)
        .chain(fallbacks.map(|fallback| fallback.model.as_str()))
        .filter_map(|model| seats(table, model, wants, allowed_tags).ok())
        .flatten()
        .map(|seat| seat.model)
        .collect()
}

fn of_model<'a>(table: &'a RoutingTable, model: &'a str) -> Vec<Seat<'a>> {
    let mut seats = Vec::new();
    let serving = table
        .channels
        .iter()
        .filter(|channel| model.is_empty() || channel.serves(model));
    for channel in serving {
        push(&mut seats, channel, model, 0);
    }
    seats
}

fn of_alias<'a>(table: &'a RoutingTable, alias: &'a Alias) -> Vec<Seat<'a>> {
    let mut seats = Vec::new();
    for (index, target) in (0..).zip(&alias.targets) {
        for channel in &table.channels {
            if leads_to(target, channel) {
                push(&mut seats, channel, &target.model, index);
            }
        }
    }
    seats
}

/// A named channel is taken at the operator's word; a tag leads to those of its channels that serve the model.
fn leads_to(target: &Target, channel: &ChannelSpec) -> bool {
    match &target.place {
        Place::Channel(id) => channel.id == *id,
        Place::Tag(tag) => channel.tags.contains(tag) && channel.serves(&target.model),
    }
}

/// The first target that leads to a seat decides its tier.
fn push<'a>(seats: &mut Vec<Seat<'a>>, channel: &'a ChannelSpec, model: &'a str, target: u32) {
    let model = channel.upstream_model(model);
    let known = seats
        .iter()
        .any(|seat| seat.channel.id == channel.id && seat.model == model);
    if !known {
        seats.push(Seat {
            id: identity(channel.id, model),
            channel,
            model,
            order: u32::try_from(seats.len()).unwrap_or(u32::MAX),
            tier: (target, channel.priority),
        });
    }
}

fn identity(channel: ChannelId, model: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (channel, model).hash(&mut hasher);
    hasher.finish()
}

fn unfit(channel: &ChannelSpec, wants: &Wants, allowed_tags: &[String]) -> Option<Unfit> {
    if !channel.enabled {
        Some(Unfit::Disabled)
    } else if !allowed(channel, allowed_tags) {
        Some(Unfit::Tags)
    } else if wants.dialect_at(channel).is_none() {
        Some(Unfit::Dialect)
    } else {
        None
    }
}

fn allowed(channel: &ChannelSpec, tags: &[String]) -> bool {
    tags.is_empty() || channel.tags.iter().any(|tag| tags.contains(tag))
}

#[cfg(test)]
mod tests {
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
}
