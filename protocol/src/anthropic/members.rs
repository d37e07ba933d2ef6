//! Taking the members of a JSON object one by one; what nobody takes is left over.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Number, Value};

use crate::hub::Extras;

/// An object whose members are being taken. A member that is null counts as missing, and of those of one name the last
/// counts.
///
/// A list, since few members are looked for in few: that costs less than a map, of which a long conversation has many.
#[derive(Debug, Default)]
pub(super) struct Members(Vec<(String, Value)>);

/// A member is not what it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Its path in the object.
    pub at: String,
    pub problem: String,
}

impl Wrong {
    pub(super) fn new(at: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            at: at.into(),
            problem: problem.into(),
        }
    }

    /// The same, seen from an object further out.
    pub(super) fn within(self, outer: &str) -> Self {
        Self {
            at: format!("{outer}.{}", self.at),
            ..self
        }
    }
}

impl Members {
    pub(super) fn new(object: Map<String, Value>) -> Self {
        Self(object.into_iter().collect())
    }

    pub(super) fn value(&mut self, name: &str) -> Option<Value> {
        let mut found = None;
        self.0.retain_mut(|(member, value)| {
            let keep = member != name;
            if !keep {
                found = Some(value.take());
            }
            keep
        });
        found.filter(|value| !value.is_null())
    }

    pub(super) fn string(&mut self, name: &str) -> Result<Option<String>, Wrong> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Wrong::new(name, "must be a string")),
        }
    }

    pub(super) fn needed_string(&mut self, name: &str) -> Result<String, Wrong> {
        self.string(name)?
            .ok_or_else(|| Wrong::new(name, "is missing; it must be a string"))
    }

    pub(super) fn bool(&mut self, name: &str) -> Result<Option<bool>, Wrong> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(value)),
            Some(_) => Err(Wrong::new(name, "must be true or false")),
        }
    }

    pub(super) fn count(&mut self, name: &str) -> Result<Option<u64>, Wrong> {
        match self.value(name) {
            None => Ok(None),
            Some(value) => value
                .as_number()
                .and_then(Number::as_u64)
                .map(Some)
                .ok_or_else(|| Wrong::new(name, "must be a whole number, 0 or more")),
        }
    }

    pub(super) fn object(&mut self, name: &str) -> Result<Option<Map<String, Value>>, Wrong> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(_) => Err(Wrong::new(name, "must be an object")),
        }
    }

    /// Looks without taking.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        let mut members = self.0.iter().rev();
        members
            .find(|(member, _)| member == name)
            .map(|(_, value)| value)
    }

    /// Looks at a text without taking it.
    pub(super) fn peek(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// All that is left, but for what is null.
    pub(super) fn rest(self) -> Extras {
        let members = self.0.into_iter();
        members.filter(|(_, value)| !value.is_null()).collect()
    }

    /// All that is left.
    pub(super) fn whole(self) -> Map<String, Value> {
        self.0.into_iter().collect()
    }

    /// Puts what is left beside the members of the object around it: `thinking.display`.
    pub(super) fn leave(self, outer: &str, extras: &mut Extras) {
        for (name, value) in self.rest() {
            extras.insert(format!("{outer}.{name}"), value);
        }
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Members, A::Error> {
        let mut members = Vec::with_capacity(4);
        while let Some(member) = object.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_members_of_one_name_the_last_counts() {
        let mut members: Members =
            serde_json::from_str(r#"{"a": 1, "b": 2, "a": 3, "c": null}"#).unwrap();

        assert_eq!(members.get("a"), Some(&Value::from(3)));
        assert_eq!(members.value("a"), Some(Value::from(3)));
        assert_eq!(members.get("a"), None);
        assert_eq!(Value::Object(members.rest()), serde_json::json!({"b": 2}));
    }
}
