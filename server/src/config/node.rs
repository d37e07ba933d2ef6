//! A configuration as it was written: values that remember where they came from.

use std::collections::BTreeMap;

/// Where a value was written. Ordered as problems are listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Line and column of the configuration file, both from 1. Line 0: the file as a whole.
    File { line: usize, column: Option<usize> },
    /// An environment variable.
    Variable(String),
    /// A command-line flag, with its dashes.
    Flag(&'static str),
    /// A body that the admin API was sent.
    Body,
}

impl Origin {
    pub(super) const FILE: Self = Self::line(0);

    pub(super) const fn line(line: usize) -> Self {
        Self::File { line, column: None }
    }
}

/// A value and its origin.
#[derive(Clone)]
pub(super) struct Node {
    pub value: Value,
    pub origin: Origin,
    /// Environment variables that were put into it with `${NAME}`.
    pub variables: Vec<String>,
}

/// What can be written. Numbers keep their digits, so that money is never rounded.
#[derive(Clone)]
pub(super) enum Value {
    Text(String),
    Number(String),
    Bool(bool),
    Datetime(String),
    List(Vec<Node>),
    Table(Table),
}

pub(super) type Table = BTreeMap<String, Node>;

impl Node {
    pub(super) fn new(value: Value, origin: Origin) -> Self {
        Self {
            value,
            origin,
            variables: Vec::new(),
        }
    }

    /// The characters of a text or number.
    pub(super) fn literal(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text),
            _ => None,
        }
    }

    /// What kind of value it is, for messages about secrets.
    pub(super) fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "text",
            Value::Number(_) => "a number without quotes",
            Value::Bool(_) => "true or false without quotes",
            Value::Datetime(_) => "a date without quotes",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// The value itself for messages; what came from a variable stays hidden, for it may be a secret.
    pub(super) fn shown(&self) -> String {
        if !self.variables.is_empty() {
            return "the value of the variable".to_owned();
        }
        match &self.value {
            Value::Text(text) => format!("\"{text}\""),
            Value::Number(digits) => digits.clone(),
            Value::Bool(value) => value.to_string(),
            Value::Datetime(date) => date.clone(),
            Value::List(_) | Value::Table(_) => self.kind().to_owned(),
        }
    }
}
