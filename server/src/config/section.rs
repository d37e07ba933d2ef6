//! One table of the configuration while it is read: every value is asked for once, what nobody asked for is unknown.

mod collection;
mod flags;

use std::{fmt::Display, ops::RangeInclusive, time::Duration};

use super::{
    Environment,
    error::Problem,
    expand::expand,
    node::{Node, Origin, Table, Value},
    scalar::Scalar,
    suggest::did_you_mean,
};

/// What reading collects.
pub(super) struct Reader<'e> {
    pub env: &'e Environment,
    pub problems: Vec<Problem>,
}

/// A problem was found and is in the reader's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reported;

pub(super) type Read<T> = Result<T, Reported>;

/// A table that is being read.
pub(super) struct Section<'r, 'e> {
    reader: &'r mut Reader<'e>,
    /// What stands before a key: `[server] `, `[[channel]] "openai-a": `.
    place: String,
    origin: Origin,
    entries: Table,
    asked: Vec<Asked>,
}

struct Asked {
    key: &'static str,
    /// `None`: not written.
    origin: Option<Origin>,
    variables: Vec<String>,
}

impl<'r, 'e> Section<'r, 'e> {
    pub(super) fn new(
        reader: &'r mut Reader<'e>,
        place: String,
        origin: Origin,
        entries: Table,
    ) -> Self {
        Self {
            reader,
            place,
            origin,
            entries,
            asked: Vec::new(),
        }
    }

    /// It was sent to the admin API, whose callers may not read files.
    pub(super) fn is_body(&self) -> bool {
        self.origin == Origin::Body
    }

    /// A value that may be absent.
    pub(super) fn optional<T: Scalar>(&mut self, key: &'static str) -> Read<Option<T>> {
        self.parsed(key, Ok)
    }

    /// A value that may be absent, with a rule of its own.
    pub(super) fn parsed<T: Scalar, R>(
        &mut self,
        key: &'static str,
        rule: impl FnOnce(T) -> Result<R, String>,
    ) -> Read<Option<R>> {
        let Some(node) = self.take(key)? else {
            return Ok(None);
        };
        match T::read(&node).and_then(rule) {
            Ok(value) => Ok(Some(value)),
            Err(message) => Err(self.refuse(key, &node, message)),
        }
    }

    /// A value that must be there; `example` shows how to write it.
    pub(super) fn required<T: Scalar, R>(
        &mut self,
        key: &'static str,
        example: &str,
        rule: impl FnOnce(T) -> Result<R, String>,
    ) -> Read<R> {
        self.parsed(key, rule)?.ok_or_else(|| {
            let line = match self.is_body() {
                true => format!("\"{key}\": {example}"),
                false => format!("{key} = {example}"),
            };
            self.problem(key, format!("is missing; add {line}"))
        })
    }

    /// A value with a default. After a problem the default stands in, so that reading goes on.
    pub(super) fn or<T: Scalar>(&mut self, key: &'static str, default: T) -> T {
        self.optional(key).ok().flatten().unwrap_or(default)
    }

    /// A value with a default and a rule.
    pub(super) fn parsed_or<T: Scalar, R>(
        &mut self,
        key: &'static str,
        default: R,
        rule: impl FnOnce(T) -> Result<R, String>,
    ) -> R {
        self.parsed(key, rule).ok().flatten().unwrap_or(default)
    }

    /// A whole number with a default and bounds.
    pub(super) fn within<T: Scalar + PartialOrd + Display>(
        &mut self,
        key: &'static str,
        bounds: RangeInclusive<T>,
        default: T,
    ) -> T {
        let number = self.bounded(key, &bounds);
        number.ok().flatten().unwrap_or(default)
    }

    /// A time in milliseconds.
    pub(super) fn millis(&mut self, key: &'static str, default: Duration) -> Duration {
        self.optional_millis(key).ok().flatten().unwrap_or(default)
    }

    /// A time in milliseconds that may be absent.
    pub(super) fn optional_millis(&mut self, key: &'static str) -> Read<Option<Duration>> {
        let number = self.bounded(key, &(1..=1000 * YEAR_SECONDS))?;
        Ok(number.map(Duration::from_millis))
    }

    /// A time in seconds.
    pub(super) fn seconds(&mut self, key: &'static str, default: Duration) -> Duration {
        let number = self.bounded(key, &(1..=YEAR_SECONDS));
        number.ok().flatten().map_or(default, Duration::from_secs)
    }

    fn bounded<T: Scalar + PartialOrd + Display>(
        &mut self,
        key: &'static str,
        bounds: &RangeInclusive<T>,
    ) -> Read<Option<T>> {
        let Some(node) = self.take(key)? else {
            return Ok(None);
        };
        match T::read(&node) {
            Ok(number) if bounds.contains(&number) => Ok(Some(number)),
            _ => {
                let (least, most, found) = (bounds.start(), bounds.end(), node.shown());
                let message =
                    format!("expected a whole number from {least} to {most}, found {found}");
                Err(self.refuse(key, &node, message))
            }
        }
    }

    /// Tells a problem about a key that was asked for, or about one that is missing.
    pub(super) fn problem(&mut self, key: &str, message: String) -> Reported {
        let asked = self.asked.iter().find(|asked| asked.key == key);
        let origin = asked.and_then(|asked| asked.origin.clone());
        self.reader.problems.push(Problem {
            origin: origin.unwrap_or_else(|| self.origin.clone()),
            key: format!("{}{key}", self.place),
            variables: asked.map_or_else(Vec::new, |asked| asked.variables.clone()),
            message,
        });
        Reported
    }

    /// Tells every key that nobody asked for. The last call on every section.
    pub(super) fn finish(mut self) {
        self.unknown();
    }

    /// The same for a section of which more may be told, but nothing asked.
    pub(super) fn unknown(&mut self) {
        let known: Vec<&str> = self.asked.iter().map(|asked| asked.key).collect();
        for (key, node) in &std::mem::take(&mut self.entries) {
            self.reader.problems.push(Problem {
                origin: node.origin.clone(),
                key: format!("{}{key}", self.place),
                variables: Vec::new(),
                message: format!(
                    "there is no such key{}; known: {}",
                    did_you_mean(key, known.iter().copied()),
                    known.join(", ")
                ),
            });
        }
    }

    fn take(&mut self, key: &'static str) -> Read<Option<Node>> {
        let mut node = self.entries.remove(key);
        let mut outcome = Ok(());
        if let Some(node) = &mut node {
            outcome = self.put_in_variables(key, node);
        }
        self.asked.push(Asked {
            key,
            origin: node.as_ref().map(|node| node.origin.clone()),
            variables: node
                .as_ref()
                .map_or_else(Vec::new, |node| node.variables.clone()),
        });
        outcome.map(|()| node)
    }

    /// Only the file is expanded: what the environment says is already what it means.
    fn put_in_variables(&mut self, key: &str, node: &mut Node) -> Read<()> {
        let mut outcome = Ok(());
        match &mut node.value {
            Value::Text(text) if matches!(node.origin, Origin::File { .. }) => {
                match expand(text, self.reader.env) {
                    Ok(expanded) => {
                        *text = expanded.text;
                        node.variables = expanded.variables;
                    }
                    Err(messages) => {
                        for message in messages {
                            outcome = Err(self.refuse(key, node, message));
                        }
                    }
                }
            }
            Value::List(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    // Tables in lists are sections of their own and expand when they are read.
                    if !matches!(item.value, Value::Table(_)) {
                        outcome =
                            outcome.and(self.put_in_variables(&format!("{key}[{index}]"), item));
                    }
                }
            }
            Value::Table(entries) => {
                for (name, item) in entries {
                    outcome =
                        outcome.and(self.put_in_variables(&format!("{key}.\"{name}\""), item));
                }
            }
            _ => {}
        }
        outcome
    }

    fn refuse(&mut self, key: &str, node: &Node, message: String) -> Reported {
        self.reader.problems.push(Problem {
            origin: node.origin.clone(),
            key: format!("{}{key}", self.place),
            variables: node.variables.clone(),
            message,
        });
        Reported
    }
}

/// The longest time that can be set; keeps sums of times far from overflowing.
const YEAR_SECONDS: u64 = 365 * 24 * 60 * 60;
