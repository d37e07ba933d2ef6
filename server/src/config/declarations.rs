//! What the file declares: channels, aliases, client keys, alert targets and providers of accounts, checked against each other.

use std::{collections::BTreeSet, time::Duration};

use super::{
    alert_target::AlertTargetDecl,
    alias::AliasDecl,
    channel::ChannelDecl,
    client_key::{ClientKeyDecl, Taken},
    error::Problem,
    node::{Node, Table, Value},
    oauth_provider::OauthProviderDecl,
    places::{Places, Reachable},
    section::{Read, Reader, Section},
};

/// Everything that was declared and could be read.
pub(super) struct Declarations {
    pub channels: Vec<ChannelDecl>,
    pub aliases: Vec<AliasDecl>,
    pub client_keys: Vec<ClientKeyDecl>,
    pub alert_targets: Vec<AlertTargetDecl>,
    pub oauth_providers: Vec<OauthProviderDecl>,
}

impl Declarations {
    /// `given` are the channels that the environment makes: aliases may lead to them.
    pub(super) fn read(
        reader: &mut Reader<'_>,
        document: &mut Table,
        total_timeout: Duration,
        given: &[ChannelDecl],
    ) -> Self {
        let mut taken = BTreeSet::new();
        let found = reader.problems.len();
        let channels = each(reader, document, "channel", |section| {
            ChannelDecl::read(section, total_timeout, false, &mut taken)
        });
        let incomplete = reader.problems.len() > found;

        let made = given.iter().filter(|made| !taken.contains(&made.name));
        let reachable = channels.iter().chain(made).map(Reachable::from).collect();
        let places = Places::new(taken, reachable, names(document, "alias"), incomplete);
        let mut taken = BTreeSet::new();
        let aliases = each(reader, document, "alias", |section| {
            AliasDecl::read(section, &places, &mut taken)
        });

        let mut taken = Taken::default();
        let client_keys = each(reader, document, "client_key", |section| {
            ClientKeyDecl::read(section, &mut taken)
        });
        let mut taken = BTreeSet::new();
        let alert_targets = each(reader, document, "alert_target", |section| {
            AlertTargetDecl::read(section, &mut taken)
        });
        let mut taken = BTreeSet::new();
        let oauth_providers = each(reader, document, "oauth_provider", |section| {
            OauthProviderDecl::declared(section, &mut taken)
        });
        Self {
            channels,
            aliases,
            client_keys,
            alert_targets,
            oauth_providers,
        }
    }
}

/// The names that the tables of one `[[kind]]` have, as far as they can be read.
fn names(document: &Table, kind: &str) -> BTreeSet<String> {
    let Some(Value::List(items)) = document.get(kind).map(|node| &node.value) else {
        return BTreeSet::new();
    };
    let names = items.iter().filter_map(|item| match &item.value {
        Value::Table(entries) => entries.get("name")?.literal().map(str::to_owned),
        _ => None,
    });
    names.collect()
}

/// Takes the tables of one `[[kind]]` out of the document and reads each.
fn each<T>(
    reader: &mut Reader<'_>,
    document: &mut Table,
    kind: &'static str,
    mut read: impl FnMut(Section<'_, '_>) -> Read<T>,
) -> Vec<T> {
    let items = match document.remove(kind) {
        None => Vec::new(),
        Some(Node {
            value: Value::List(items),
            ..
        }) => items,
        // `[channel]` for `[[channel]]`.
        Some(single) => {
            refuse(reader, kind, &single);
            Vec::new()
        }
    };
    let mut values = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        if let Value::Table(entries) = item.value {
            let shown = match entries.get("name").map(|name| &name.value) {
                Some(Value::Text(name)) => format!("\"{name}\""),
                _ => format!("number {}", index + 1),
            };
            let place = format!("[[{kind}]] {shown}: ");
            values.extend(read(Section::new(reader, place, item.origin, entries)));
        } else {
            refuse(reader, kind, &item);
        }
    }
    values
}

fn refuse(reader: &mut Reader<'_>, kind: &str, node: &Node) {
    reader.problems.push(Problem {
        origin: node.origin.clone(),
        key: kind.to_owned(),
        variables: Vec::new(),
        message: format!(
            "expected a list of tables, for there can be several, found {}; write [[{kind}]]",
            node.kind()
        ),
    });
}
