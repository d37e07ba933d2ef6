//! Tables of tables of yes and no.

use std::collections::BTreeMap;

use super::{Read, Section};
use crate::config::{
    node::{Node, Table, Value},
    scalar::Scalar,
};

impl Section<'_, '_> {
    /// `{ name = { kind = true, … }, … }`. Every bad entry is told.
    pub(in crate::config) fn flags<K: Ord>(
        &mut self,
        key: &'static str,
        name: impl Fn(&str) -> Result<String, String>,
        kind: impl Fn(&str) -> Result<K, String>,
    ) -> Read<BTreeMap<String, BTreeMap<K, bool>>> {
        let mut values = BTreeMap::new();
        let Some(node) = self.take(key)? else {
            return Ok(values);
        };
        let mut outcome = Ok(());
        for (text, item) in self.table_at(key, &node)? {
            let at = format!("{key}.\"{text}\"");
            let read = match name(text) {
                Ok(name) => self.flags_at(&at, item, &kind).map(|flags| (name, flags)),
                Err(message) => Err(self.refuse(&at, item, message)),
            };
            match read {
                Ok((name, flags)) => {
                    values.insert(name, flags);
                }
                Err(reported) => outcome = Err(reported),
            }
        }
        outcome.map(|()| values)
    }

    fn flags_at<K: Ord>(
        &mut self,
        at: &str,
        node: &Node,
        kind: impl Fn(&str) -> Result<K, String>,
    ) -> Read<BTreeMap<K, bool>> {
        let (mut flags, mut outcome) = (BTreeMap::new(), Ok(()));
        for (text, item) in self.table_at(at, node)? {
            match kind(text).and_then(|kind| Ok((kind, bool::read(item)?))) {
                Ok((kind, flag)) => {
                    flags.insert(kind, flag);
                }
                Err(message) => {
                    outcome = Err(self.refuse(&format!("{at}.{text}"), item, message));
                }
            }
        }
        outcome.map(|()| flags)
    }

    fn table_at<'n>(&mut self, at: &str, node: &'n Node) -> Read<&'n Table> {
        match &node.value {
            Value::Table(entries) => Ok(entries),
            _ => {
                let message = format!("expected a table, found {}; write {{ … }}", node.kind());
                Err(self.refuse(at, node, message))
            }
        }
    }
}
