//! Taking the members of a JSON object one by one; what nobody takes is left over.

use serde_json::{Map, Number, Value};

use crate::hub::Extras;

/// An object whose members are being taken. A member that is null counts as missing.
#[derive(Debug)]
pub(super) struct Members(Map<String, Value>);

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
        Self(object)
    }

    pub(super) fn value(&mut self, name: &str) -> Option<Value> {
        self.0.shift_remove(name).filter(|value| !value.is_null())
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
    pub(super) fn peek(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    pub(super) fn rest(mut self) -> Extras {
        self.0.retain(|_, value| !value.is_null());
        self.0
    }

    /// Puts what is left beside the members of the object around it: `thinking.display`.
    pub(super) fn leave(self, outer: &str, extras: &mut Extras) {
        for (name, value) in self.rest() {
            extras.insert(format!("{outer}.{name}"), value);
        }
    }
}
