//! Lists and tables within a section. Every bad element is told, not only the first.

use percent_encoding::percent_decode_str;

use super::{Read, Section};
use crate::config::{
    node::{Node, Table, Value},
    scalar::Scalar,
};

impl<'e> Section<'_, 'e> {
    /// A list; a text stands for its parts between commas. Every bad element is told.
    pub(in crate::config) fn list<T: Scalar, R>(
        &mut self,
        key: &'static str,
        mut rule: impl FnMut(T) -> Result<R, String>,
    ) -> Read<Option<Vec<R>>> {
        let Some(node) = self.take(key)? else {
            return Ok(None);
        };
        let Some(items) = elements(&node) else {
            let message = format!("expected a list, found {}; write [ … ]", node.kind());
            return Err(self.refuse(key, &node, message));
        };
        let mut values = Vec::with_capacity(items.len());
        let mut outcome = Ok(());
        for (index, item) in items.iter().enumerate() {
            match T::read(item).and_then(&mut rule) {
                Ok(value) => values.push(value),
                Err(message) => {
                    outcome = Err(self.refuse(&format!("{key}[{index}]"), item, message));
                }
            }
        }
        outcome.map(|()| Some(values))
    }

    /// A table of texts, `{ name = "value", … }`. Every bad entry is told.
    pub(in crate::config) fn map<R>(
        &mut self,
        key: &'static str,
        rule: impl FnMut(&str, &str) -> Result<R, String>,
    ) -> Read<Vec<R>> {
        match self.take(key)? {
            Some(node) => self.map_of(key, &node, rule),
            None => Ok(Vec::new()),
        }
    }

    fn map_of<R>(
        &mut self,
        key: &str,
        node: &Node,
        mut rule: impl FnMut(&str, &str) -> Result<R, String>,
    ) -> Read<Vec<R>> {
        let Value::Table(entries) = &node.value else {
            let message = format!(
                "expected a table, found {}; write {{ name = \"value\" }}",
                node.kind()
            );
            return Err(self.refuse(key, node, message));
        };
        let mut values = Vec::with_capacity(entries.len());
        let mut outcome = Ok(());
        for (name, item) in entries {
            match String::read(item).and_then(|text| rule(name, &text)) {
                Ok(value) => values.push(value),
                Err(message) => {
                    outcome = Err(self.refuse(&format!("{key}.\"{name}\""), item, message));
                }
            }
        }
        outcome.map(|()| values)
    }

    /// The same, for which a text may stand: `name=value` between commas, percent-encoded as in W3C baggage.
    pub(in crate::config) fn pairs<R>(
        &mut self,
        key: &'static str,
        mut rule: impl FnMut(&str, &str) -> Result<R, String>,
    ) -> Read<Vec<R>> {
        let (mut values, mut outcome) = (Vec::new(), Ok(()));
        let Some(node) = self.take(key)? else {
            return Ok(values);
        };
        let Value::Text(text) = &node.value else {
            return self.map_of(key, &node, rule);
        };
        let parts = text.split(',').map(str::trim);
        for (index, part) in parts.filter(|part| !part.is_empty()).enumerate() {
            let read = match part.split_once('=') {
                Some((name, value)) => percent_decode_str(value.trim())
                    .decode_utf8()
                    .map_err(|_invalid| "is not percent-encoded UTF-8".to_owned())
                    .and_then(|value| rule(name.trim(), &value)),
                None => Err("has no \"=\"; write name=value,name=value".to_owned()),
            };
            match read {
                Ok(value) => values.push(value),
                Err(message) => {
                    outcome = Err(self.refuse(&format!("{key}[{index}]"), &node, message));
                }
            }
        }
        outcome.map(|()| values)
    }

    /// A table of its own, which may be absent. Every problem in it is told.
    pub(in crate::config) fn table<R>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(Section<'_, 'e>) -> Read<R>,
    ) -> Read<Option<R>> {
        let Some(node) = self.take(key)? else {
            return Ok(None);
        };
        let Value::Table(entries) = &node.value else {
            let message = format!("expected a table, found {}; write {{ … }}", node.kind());
            return Err(self.refuse(key, &node, message));
        };
        let place = format!("{}{key} ", self.place);
        let section = Section::new(self.reader, place, node.origin.clone(), entries.clone());
        read(section).map(Some)
    }

    /// A table within this one, read by `rules`; absent is the same as empty.
    pub(in crate::config) fn table_or_empty<R>(
        &mut self,
        key: &'static str,
        rules: impl FnOnce(Section<'_, 'e>) -> R,
    ) -> R {
        let (origin, entries) = match self.take(key) {
            Ok(Some(node)) => match node.value {
                Value::Table(entries) => (node.origin, entries),
                _ => {
                    let message = format!("expected a table, found {}; write {{ … }}", node.kind());
                    self.refuse(key, &node, message);
                    (node.origin, Table::new())
                }
            },
            Ok(None) | Err(_) => (self.origin.clone(), Table::new()),
        };
        let place = format!("{}{key} ", self.place);
        rules(Section::new(self.reader, place, origin, entries))
    }

    /// A list of tables, each read by `each`. Every problem in every one is told.
    pub(in crate::config) fn tables<R>(
        &mut self,
        key: &'static str,
        mut each: impl FnMut(Section<'_, 'e>) -> Read<R>,
    ) -> Read<Vec<R>> {
        let Some(node) = self.take(key)? else {
            return Ok(Vec::new());
        };
        let Value::List(items) = &node.value else {
            let message = format!("expected a list of tables, found {}", node.kind());
            return Err(self.refuse(key, &node, message));
        };
        let mut values = Vec::with_capacity(items.len());
        let mut outcome = Ok(());
        for (index, item) in items.iter().enumerate() {
            let key = format!("{key}[{index}]");
            let read = if let Value::Table(entries) = &item.value {
                let place = format!("{}{key} ", self.place);
                let entries = entries.clone();
                each(Section::new(
                    self.reader,
                    place,
                    item.origin.clone(),
                    entries,
                ))
            } else {
                let message = format!("expected a table, found {}; write {{ … }}", item.kind());
                Err(self.refuse(&key, item, message))
            };
            match read {
                Ok(value) => values.push(value),
                Err(reported) => outcome = Err(reported),
            }
        }
        outcome.map(|()| values)
    }
}

fn elements(node: &Node) -> Option<Vec<Node>> {
    match &node.value {
        Value::List(items) => Some(items.clone()),
        Value::Text(text) => Some(
            text.split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| Node {
                    value: Value::Text(part.to_owned()),
                    origin: node.origin.clone(),
                    variables: node.variables.clone(),
                })
                .collect(),
        ),
        _ => None,
    }
}
