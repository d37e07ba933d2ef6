//! What an import will do: decided as a whole before anything is written.

mod aliases;
mod channels;
mod keys;
mod settings;
mod write;

use std::collections::BTreeSet;

use routex_entity::api::{
    FieldProblem, ImportReport, ImportedThing, NotImported, OnConflict, SecretNeeded,
};
use uuid::Uuid;

use super::{Bundle, Snapshot, settings::Kept};
use crate::{
    config::body::Problems,
    router::RoutingSettings,
    secret::{MasterKey, SealError},
    store::{AliasRow, AuditEntry, ChannelRow, ClientKeyRow, CredentialRow},
};

/// How to import.
#[derive(Debug, Clone)]
pub struct Options {
    pub on_conflict: OnConflict,
    /// Only tell what would be done.
    pub dry_run: bool,
    /// The routing behaviour of the configuration file, over which settings are laid.
    pub routing: RoutingSettings,
    /// Milliseconds since the Unix epoch.
    pub now_ms: i64,
}

/// Who imports, as the audit log is to say.
#[derive(Debug, Clone)]
pub struct Author {
    pub actor: String,
    /// Where the call came from; empty for the command line.
    pub address: String,
}

/// Rows to write, and what is to be said of it.
pub struct Plan {
    pub report: ImportReport,
    channels: Vec<ChannelRow>,
    credentials: Vec<CredentialRow>,
    credentials_gone: Vec<Uuid>,
    aliases: Vec<AliasRow>,
    client_keys: Vec<ClientKeyRow>,
    /// Names of those that are new.
    new_keys: Vec<String>,
    settings: Vec<Kept>,
    entries: Vec<AuditEntry>,
}

/// Why nothing is imported.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("{}", told(.0))]
    Invalid(Vec<FieldProblem>),
    /// Only with `OnConflict::Fail`.
    #[error("{0}")]
    Conflict(String),
    /// A channel would lead elsewhere with the secrets that it has.
    #[error("{0}")]
    SecretRequired(String),
    #[error("{0}")]
    Seal(#[from] SealError),
}

/// Decides what to do with a file.
pub fn plan(
    bundle: Bundle,
    there: &Snapshot,
    master_key: &MasterKey,
    options: Options,
    author: &Author,
) -> Result<Plan, Refusal> {
    let mut planner = Planner {
        there,
        master_key,
        author,
        strict: bundle.is_strict(),
        aliases: aliases::names(&bundle.aliases, there),
        problems: Vec::new(),
        plan: Plan::new(&bundle, options.dry_run),
        options,
    };
    planner.settings(&bundle.settings)?;
    for item in &bundle.channels {
        planner.channel(item)?;
    }
    for item in bundle.aliases {
        planner.alias(item)?;
    }
    for item in &bundle.client_keys {
        planner.client_key(item)?;
    }
    if planner.problems.is_empty() {
        Ok(planner.plan)
    } else {
        Err(Refusal::Invalid(planner.problems))
    }
}

/// What becomes of an item whose name may be taken.
enum Turn<T> {
    Make,
    Replace(T),
    Skip,
}

struct Planner<'a> {
    there: &'a Snapshot,
    master_key: &'a MasterKey,
    options: Options,
    author: &'a Author,
    /// One mistake spoils the whole.
    strict: bool,
    /// Names of all that are there or in the file: fallbacks may lead to any of them.
    aliases: BTreeSet<String>,
    problems: Vec<FieldProblem>,
    plan: Plan,
}

impl Planner<'_> {
    /// What to do with an item. `existing`: what has its name, and whether the configuration file declares it.
    fn turn<T>(
        &mut self,
        resource: &'static str,
        name: &str,
        existing: Option<(T, bool)>,
    ) -> Result<Turn<T>, Refusal> {
        let Some((existing, declared)) = existing else {
            return Ok(Turn::Make);
        };
        let reason = if declared {
            "is declared in the configuration file, which alone can change it"
        } else {
            "is there already"
        };
        match self.options.on_conflict {
            OnConflict::Replace if !declared => Ok(Turn::Replace(existing)),
            OnConflict::Fail => Err(Refusal::Conflict(format!("{resource} \"{name}\" {reason}"))),
            OnConflict::Skip | OnConflict::Replace => {
                self.plan.report.skipped.push(NotImported {
                    what: format!("{resource} {name}"),
                    reason: reason.to_owned(),
                });
                Ok(Turn::Skip)
            }
        }
    }

    /// Mistakes in an item: they spoil an export of Routex, and leave the item of another file out.
    fn refuse(&mut self, place: &str, problems: Problems) {
        let problems = problems.into_iter().map(|problem| FieldProblem {
            field: match problem.key.replace(' ', ".").as_str() {
                "" => place.to_owned(),
                key => format!("{place}.{key}"),
            },
            message: problem.message,
        });
        if self.strict {
            self.problems.extend(problems);
            return;
        }
        let reasons: Vec<String> = problems
            .map(|problem| format!("{}: {}", problem.field, problem.message))
            .collect();
        self.leave_out(place, &reasons.join("; "));
    }

    fn refuse_field(&mut self, place: &str, field: &str, message: &str) {
        if self.strict {
            self.problems.push(FieldProblem {
                field: format!("{place}.{field}"),
                message: message.to_owned(),
            });
        } else {
            self.leave_out(place, &format!("{field}: {message}"));
        }
    }

    fn leave_out(&mut self, what: &str, reason: &str) {
        self.plan.report.left_out.push(NotImported {
            what: what.to_owned(),
            reason: reason.to_owned(),
        });
    }

    /// Notes for report and audit log that something is made or, with `before`, changed.
    fn note(
        &mut self,
        resource: &'static str,
        name: &str,
        id: Uuid,
        before: Option<serde_json::Value>,
        after: serde_json::Value,
    ) {
        let thing = ImportedThing {
            resource: resource.to_owned(),
            name: name.to_owned(),
        };
        let report = &mut self.plan.report;
        let (list, action) = match before {
            None => (&mut report.made, "create"),
            Some(_) => (&mut report.changed, "update"),
        };
        list.push(thing);
        self.plan.entries.push(AuditEntry {
            actor: self.author.actor.clone(),
            address: self.author.address.clone(),
            action,
            resource,
            resource_id: Some(id.to_string()),
            before,
            after: Some(after),
        });
    }

    fn secrets_needed(&mut self, channel: &str, secrets: Vec<String>) {
        let needed = secrets.into_iter().map(|secret| SecretNeeded {
            channel: channel.to_owned(),
            secret,
        });
        self.plan.report.secrets_needed.extend(needed);
    }
}

impl Plan {
    fn new(bundle: &Bundle, dry_run: bool) -> Self {
        Self {
            report: ImportReport {
                format: bundle.format,
                dry_run,
                made: Vec::new(),
                changed: Vec::new(),
                skipped: Vec::new(),
                left_out: bundle.left_out.clone(),
                secrets_needed: Vec::new(),
            },
            channels: Vec::new(),
            credentials: Vec::new(),
            credentials_gone: Vec::new(),
            aliases: Vec::new(),
            client_keys: Vec::new(),
            new_keys: Vec::new(),
            settings: Vec::new(),
            entries: Vec::new(),
        }
    }
}

fn told(problems: &[FieldProblem]) -> String {
    problems
        .iter()
        .map(|problem| format!("{}: {}", problem.field, problem.message))
        .collect::<Vec<_>>()
        .join("; ")
}

#[cfg(test)]
mod tests;
