//! Configuration: defaults, then the file, then the environment, then flags.
//!
//! `locate` finds the file, `document` reads it into nodes that know their lines, `overlay` lays environment and flags over
//! them, and one file a section turns nodes into types. Reading never stops at the first problem: `ConfigErrors` holds them
//! all. The environment is an argument, so nothing here depends on the process it runs in.

mod admin;
mod alert_rules;
mod alert_target;
mod alias;
mod authorities;
mod bodies;
pub mod body;
mod channel;
mod client_key;
mod database;
mod declarations;
mod document;
mod endpoint;
mod environment;
mod error;
mod expand;
mod flags;
mod header;
mod installation;
mod journal;
mod label;
mod locate;
mod log;
mod metrics;
mod money;
mod name;
mod node;
mod oauth_provider;
mod oidc;
mod overlay;
mod places;
mod price;
mod probe;
mod routing;
mod scalar;
mod section;
mod server;
mod suggest;
mod telemetry;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

pub use admin::AdminSettings;
pub use alert_target::AlertTargetDecl;
pub use alias::{AliasDecl, PlaceDecl, TargetDecl};
pub use channel::{ChannelDecl, CredentialDecl};
pub use client_key::{Budget, ClientKeyDecl, network};
pub use database::DatabaseSettings;
pub use endpoint::default_dialects;
pub use error::{ConfigErrors, Problem};
pub use flags::Flags;
pub use journal::JournalSettings;

pub use label::label_beside;
pub use log::{LogFormat, LogLevel, LogSettings};
pub use metrics::MetricsSettings;
pub use money::NanoUsd;
pub use node::Origin;
pub use oauth_provider::OauthProviderDecl;
pub use oidc::OidcSettings;
pub use places::Reachable;
pub use price::PriceDecl;
pub use routing::{AffinitySection, BreakerSection, RoutingSection};
pub use server::ServerSettings;
pub use telemetry::TelemetrySettings;

use declarations::Declarations;
use node::{Node, Table, Value};
use overlay::SECTIONS;
use section::{Reader, Section};
use suggest::did_you_mean;

use crate::router::RoutingSettings;

/// The variables of an environment.
pub type Environment = BTreeMap<String, String>;

/// A configuration without problems. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct Config {
    /// `ROUTEX_DATA_DIR`, `DATA_DIR`, `--data-dir`. Default `$XDG_DATA_HOME/routex` or `~/.local/share/routex`. Need not exist.
    pub data_dir: PathBuf,
    /// The file that was read; `None`: there is none.
    pub file: Option<PathBuf>,
    pub server: ServerSettings,
    pub database: DatabaseSettings,
    pub admin: AdminSettings,
    pub routing: RoutingSection,
    pub affinity: AffinitySection,
    pub breaker: BreakerSection,
    pub log: LogSettings,
    pub journal: JournalSettings,
    pub metrics: MetricsSettings,
    pub telemetry: TelemetrySettings,
    /// Names are unique.
    pub channels: Vec<ChannelDecl>,
    /// Names are unique; every target leads to a declared channel, or to one that the environment makes.
    pub aliases: Vec<AliasDecl>,
    /// Names and keys are unique.
    pub client_keys: Vec<ClientKeyDecl>,
    /// Names are unique.
    pub alert_targets: Vec<AlertTargetDecl>,
    /// Names are unique.
    pub oauth_providers: Vec<OauthProviderDecl>,
    environment_channels: Vec<ChannelDecl>,
}

impl Config {
    /// Reads every layer.
    pub fn load(flags: &Flags, env: &Environment) -> Result<Self, ConfigErrors> {
        let data_dir = locate::data_dir(flags, env);
        let Some((file, named_by)) = locate::config_file(flags, env, Path::new(""), &data_dir)
        else {
            return Self::from_layers(flags, env, None);
        };
        match fs::read_to_string(&file) {
            Ok(text) => Self::from_layers(flags, env, Some((file, &text))),
            Err(error) => {
                let problem = Problem {
                    origin: named_by,
                    key: String::new(),
                    variables: Vec::new(),
                    message: format!(
                        "cannot read the configuration file {}: {error}; correct the path or its permissions",
                        file.display()
                    ),
                };
                Err(ConfigErrors::new(Some(file), vec![problem]))
            }
        }
    }

    /// Reads every layer, the text of the file given.
    pub fn from_layers(
        flags: &Flags,
        env: &Environment,
        file: Option<(PathBuf, &str)>,
    ) -> Result<Self, ConfigErrors> {
        let (file, text) = file.map_or((None, ""), |(path, text)| (Some(path), text));
        let (mut document, mut problems) = document::parse(text);
        problems.extend(overlay::lay(&mut document, env, flags));
        let mut reader = Reader { env, problems };
        let environment_channels = environment::channels(env, &mut reader.problems);

        let routing = RoutingSection::read(section(&mut reader, &mut document, "routing"));
        let declarations = Declarations::read(
            &mut reader,
            &mut document,
            routing.total_timeout,
            &environment_channels,
        );
        let config = Self {
            data_dir: locate::data_dir(flags, env),
            server: ServerSettings::read(section(&mut reader, &mut document, "server")),
            database: DatabaseSettings::read(section(&mut reader, &mut document, "database")),
            admin: AdminSettings::read(section(&mut reader, &mut document, "admin")),
            routing,
            affinity: AffinitySection::read(section(&mut reader, &mut document, "affinity")),
            breaker: BreakerSection::read(section(&mut reader, &mut document, "breaker")),
            log: LogSettings::read(section(&mut reader, &mut document, "log")),
            journal: JournalSettings::read(section(&mut reader, &mut document, "journal")),
            metrics: MetricsSettings::read(section(&mut reader, &mut document, "metrics")),
            telemetry: TelemetrySettings::read(section(&mut reader, &mut document, "telemetry")),
            environment_channels: environment_channels
                .into_iter()
                .filter(|made| {
                    declarations
                        .channels
                        .iter()
                        .all(|own| own.name != made.name)
                })
                .collect(),
            channels: declarations.channels,
            aliases: declarations.aliases,
            client_keys: declarations.client_keys,
            alert_targets: declarations.alert_targets,
            oauth_providers: declarations.oauth_providers,
            file: file.clone(),
        };
        unknown_sections(&mut reader, &document);
        if config.admin.oidc.is_some() && config.server.public_url.is_none() {
            reader.problems.push(Problem {
                origin: Origin::FILE,
                key: "[server] public_url".to_owned(),
                variables: Vec::new(),
                message: "is missing, and [admin.oidc] needs it: the provider sends browsers back there; add public_url = \"https://routex.example\"".to_owned(),
            });
        }
        if reader.problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigErrors::new(file, reader.problems))
        }
    }

    /// The routing behaviour to begin with.
    pub fn routing_settings(&self) -> RoutingSettings {
        self.routing.settings(&self.affinity, &self.breaker)
    }

    /// Channels that `ANTHROPIC_API_KEY`, `OPENAI_API_KEY` and `GEMINI_API_KEY` make on a first start. None of them is named
    /// like a declared one.
    pub fn environment_channels(&self) -> &[ChannelDecl] {
        &self.environment_channels
    }
}

/// Takes a section that exists once out of the document; absent is the same as empty.
fn section<'r, 'e>(
    reader: &'r mut Reader<'e>,
    document: &mut Table,
    name: &'static str,
) -> Section<'r, 'e> {
    let place = format!("[{name}] ");
    let Some(node) = document.remove(name) else {
        return Section::new(reader, place, Origin::FILE, Table::new());
    };
    let origin = node.origin.clone();
    let entries = match node.value {
        Value::Table(entries) => entries,
        _ => {
            reader.problems.push(Problem {
                origin: node.origin.clone(),
                key: name.to_owned(),
                variables: Vec::new(),
                message: format!("expected a section, found {}; write [{name}]", node.kind()),
            });
            Table::new()
        }
    };
    Section::new(reader, place, origin, entries)
}

fn unknown_sections(reader: &mut Reader<'_>, document: &BTreeMap<String, Node>) {
    let known: Vec<&str> = SECTIONS.into_iter().chain(overlay::DECLARATIONS).collect();
    for (name, node) in document {
        let what = match node.value {
            Value::Table(_) | Value::List(_) => "section",
            _ => "key outside of a section",
        };
        reader.problems.push(Problem {
            origin: node.origin.clone(),
            key: name.clone(),
            variables: Vec::new(),
            message: format!(
                "there is no such {what}{}; sections: {}",
                did_you_mean(name, known.iter().copied()),
                known.join(", ")
            ),
        });
    }
}
