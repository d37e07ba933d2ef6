//! Taking members out of a request's objects, so that what is left is what the hub has no name for.

use std::fmt;

use serde_json::{Map, Number, Value};

use crate::{hub::Extras, request::BadRequest};

/// Where in the body something stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'a> {
    Body,
    Member(&'a Place<'a>, &'a str),
    Entry(&'a Place<'a>, usize),
}

impl<'a> Place<'a> {
    pub(super) const fn member(&'a self, name: &'a str) -> Self {
        Self::Member(self, name)
    }

    pub(super) const fn entry(&'a self, index: usize) -> Self {
        Self::Entry(self, index)
    }

    pub(super) fn bad(&self, problem: &str) -> BadRequest {
        BadRequest::member(self.to_string(), problem)
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => Ok(()),
            Self::Member(Self::Body, name) => formatter.write_str(name),
            Self::Member(outer, name) => write!(formatter, "{outer}.{name}"),
            Self::Entry(outer, index) => write!(formatter, "{outer}[{index}]"),
        }
    }
}

/// A value that is there: null is as good as missing.
pub(super) fn take(object: &mut Extras, name: &str) -> Option<Value> {
    object.shift_remove(name).filter(|value| !value.is_null())
}

pub(super) fn text(
    object: &mut Extras,
    name: &str,
    place: &Place<'_>,
) -> Result<Option<String>, BadRequest> {
    match take(object, name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(place.member(name).bad("must be a string")),
    }
}

/// A string that must be there.
pub(super) fn required(
    object: &mut Extras,
    name: &str,
    place: &Place<'_>,
) -> Result<String, BadRequest> {
    text(object, name, place)?.ok_or_else(|| place.member(name).bad("is missing"))
}

pub(super) fn flag(
    object: &mut Extras,
    name: &str,
    place: &Place<'_>,
) -> Result<Option<bool>, BadRequest> {
    match take(object, name) {
        None => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(flag)),
        Some(_) => Err(place.member(name).bad("must be true or false")),
    }
}

pub(super) fn number(
    object: &mut Extras,
    name: &str,
    place: &Place<'_>,
) -> Result<Option<Number>, BadRequest> {
    match take(object, name) {
        None => Ok(None),
        Some(Value::Number(number)) => Ok(Some(number)),
        Some(_) => Err(place.member(name).bad("must be a number")),
    }
}

pub(super) fn count(
    object: &mut Extras,
    name: &str,
    place: &Place<'_>,
) -> Result<Option<u64>, BadRequest> {
    match number(object, name, place)? {
        None => Ok(None),
        Some(number) => match number.as_u64() {
            Some(count) => Ok(Some(count)),
            None => Err(place.member(name).bad("must be a whole number, 0 or more")),
        },
    }
}

pub(super) fn list(
    object: &mut Extras,
    name: &str,
    place: &Place<'_>,
) -> Result<Option<Vec<Value>>, BadRequest> {
    match take(object, name) {
        None => Ok(None),
        Some(Value::Array(list)) => Ok(Some(list)),
        Some(_) => Err(place.member(name).bad("must be a list")),
    }
}

pub(super) fn object(value: Value, place: &Place<'_>) -> Result<Map<String, Value>, BadRequest> {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(place.bad("must be an object")),
    }
}
