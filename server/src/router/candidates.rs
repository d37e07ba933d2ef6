//! Who could serve a model at all: what follows from the table alone. Pure.

use std::hash::{DefaultHasher, Hash, Hasher};

use routex_entity::{Feature, Strategy};

use super::{
    messages::NoRouteKind,
    table::{Alias, Place, RoutingTable, Target},
    wants::{self, GRAVEST_FIRST, Wants},
};
use crate::{
    channel::{ChannelId, ChannelSpec, messages::RefusedReason},
    protocol::codec::Features,
};

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
    /// The request needs this, and another candidate has it.
    Lacks(Feature),
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
            Self::Lacks(feature) => RefusedReason::Lacks(feature).label(),
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
            unfit(&seat, wants, allowed_tags)
        } else {
            Some(stranger)
        };
        (seat, unfit)
    });
    let mut judged: Vec<(Seat<'a>, Option<Unfit>)> = judged.collect();
    pass_over(wants, &mut judged);
    judged
}

/// Every place of an alias or model by the id of its seat, whoever may use it.
pub fn places(table: &RoutingTable, model: &str) -> Vec<u64> {
    let seats = everybody(table, model);
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

/// What may make a difference to a request for this model: all that is missing at one of its places, whoever may use
/// them.
pub fn matters(table: &RoutingTable, model: &str) -> Features {
    everybody(table, model)
        .iter()
        .map(|seat| wants::missing(seat.channel, seat.model))
        .fold(Features::NONE, Features::and)
}

/// Who may serve a request, and who is passed over because others can do what it needs.
#[derive(Debug)]
pub struct LineUp<'a> {
    /// In the order of targets and channel names. Never empty.
    pub seats: Vec<Seat<'a>>,
    pub passed_over: Vec<(Seat<'a>, Feature)>,
}

/// Who may serve a model that clients named. An empty `model` means any: a request about a stored object does not name
/// one. `allowed_tags`: empty for all.
pub fn line_up<'a>(
    table: &'a RoutingTable,
    model: &'a str,
    wants: &Wants,
    allowed_tags: &[String],
) -> Result<LineUp<'a>, NoRouteKind> {
    let seats = everybody(table, model);
    let judged = seats.into_iter().map(|seat| {
        let unfit = unfit(&seat, wants, allowed_tags);
        (seat, unfit)
    });
    let mut judged: Vec<(Seat<'a>, Option<Unfit>)> = judged.collect();
    judged.retain(|(_, unfit)| matches!(unfit, None | Some(Unfit::Dialect)));
    if judged.is_empty() {
        return Err(NoRouteKind::UnknownModel);
    }
    judged.retain(|(_, unfit)| unfit.is_none());
    if judged.is_empty() {
        return Err(NoRouteKind::NoDialect);
    }
    pass_over(wants, &mut judged);
    let mut line_up = LineUp {
        seats: Vec::with_capacity(judged.len()),
        passed_over: Vec::new(),
    };
    for (seat, unfit) in judged {
        match unfit {
            Some(Unfit::Lacks(need)) => line_up.passed_over.push((seat, need)),
            _ => line_up.seats.push(seat),
        }
    }
    Ok(line_up)
}

/// The seats of the line-up.
pub fn seats<'a>(
    table: &'a RoutingTable,
    model: &'a str,
    wants: &Wants,
    allowed_tags: &[String],
) -> Result<Vec<Seat<'a>>, NoRouteKind> {
    line_up(table, model, wants, allowed_tags).map(|line_up| line_up.seats)
}

/// The seats that may serve a request, those of an alias' fallbacks included, in no order and perhaps more than once.
pub fn with_fallbacks<'a>(
    table: &'a RoutingTable,
    model: &'a str,
    wants: &Wants,
    allowed_tags: &[String],
) -> Vec<Seat<'a>> {
    let alias = table.aliases.get(model);
    let fallbacks = alias.into_iter().flat_map(|alias| &alias.fallbacks);
    std::iter::once(model)
        .chain(fallbacks.map(|fallback| fallback.model.as_str()))
        .filter_map(|model| seats(table, model, wants, allowed_tags).ok())
        .flatten()
        .collect()
}

fn everybody<'a>(table: &'a RoutingTable, model: &'a str) -> Vec<Seat<'a>> {
    match table.aliases.get(model) {
        Some(alias) => of_alias(table, alias),
        None => of_model(table, model),
    }
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

/// Need by need, takes those out who lack it as long as somebody is left who has it. What nobody has decides nothing: the
/// provider will say so itself, or knows better than what is known of it.
fn pass_over(wants: &Wants, judged: &mut [(Seat<'_>, Option<Unfit>)]) {
    let lacks = |(seat, unfit): &(Seat<'_>, Option<Unfit>), need| {
        let way = wants.way(seat.channel, seat.model);
        let way = way.filter(|_| unfit.is_none())?;
        Some(way.lacks.has(need))
    };
    let needed = GRAVEST_FIRST
        .into_iter()
        .filter(|need| wants.needs.has(*need));
    for need in needed {
        if judged.iter().any(|one| lacks(one, need) == Some(false)) {
            for one in &mut *judged {
                if lacks(one, need) == Some(true) {
                    one.1 = Some(Unfit::Lacks(need));
                }
            }
        }
    }
}

fn unfit(seat: &Seat<'_>, wants: &Wants, allowed_tags: &[String]) -> Option<Unfit> {
    let channel = seat.channel;
    if !channel.enabled {
        Some(Unfit::Disabled)
    } else if !allowed(channel, allowed_tags) {
        Some(Unfit::Tags)
    } else if wants.way(channel, seat.model).is_none() {
        Some(Unfit::Dialect)
    } else {
        None
    }
}

fn allowed(channel: &ChannelSpec, tags: &[String]) -> bool {
    tags.is_empty() || channel.tags.iter().any(|tag| tags.contains(tag))
}

#[cfg(test)]
mod tests;
