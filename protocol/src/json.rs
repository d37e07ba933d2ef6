//! Small readers that take what providers really send (null, a number as a string) and copy nothing they need not.

mod node;

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use routex_entity::ServiceTier;

use super::estimate;

pub(crate) use node::{Node, Object, borrowed};

/// A tree as JSON; other than `to_string`, not by way of a formatter, which takes twice as long.
pub(super) fn text(tree: &(impl Serialize + ?Sized)) -> String {
    // Trees have string keys and write to memory: that does not fail.
    serde_json::to_string(tree).unwrap_or_default()
}

/// A string, borrowed unless it has escapes; a number as its digits; empty for anything else.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Str<'a>(pub Cow<'a, str>);

/// A count of tokens. Negative and missing ones are 0, absurd ones saturate.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count(pub u64);

/// A service tier with a price of its own. None for anything else.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tier(pub Option<ServiceTier>);

/// How much text there is, in the units of `estimate`; the text itself is not kept.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weight(pub u64);

impl Str<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text, unless it is missing or empty.
    pub(super) fn given(&self) -> Option<&str> {
        (!self.is_empty()).then_some(self.as_str())
    }
}

/// What a value of any shape amounts to.
trait Scalar<'de>: Default {
    fn of_text(text: &str) -> Self;

    fn of_borrowed(text: &'de str) -> Self {
        Self::of_text(text)
    }

    fn of_integer(_number: u64) -> Self {
        Self::default()
    }

    /// An array or object with this many entries.
    fn of_entries(_entries: u64) -> Self {
        Self::default()
    }
}

impl<'de> Scalar<'de> for Str<'de> {
    fn of_text(text: &str) -> Self {
        Self(Cow::Owned(text.to_owned()))
    }

    fn of_borrowed(text: &'de str) -> Self {
        Self(Cow::Borrowed(text))
    }

    fn of_integer(number: u64) -> Self {
        Self(Cow::Owned(number.to_string()))
    }
}

impl Scalar<'_> for Count {
    fn of_text(text: &str) -> Self {
        Self(text.parse().unwrap_or(0))
    }

    fn of_integer(number: u64) -> Self {
        Self(number)
    }
}

impl Scalar<'_> for Tier {
    fn of_text(text: &str) -> Self {
        Self(ServiceTier::named(text))
    }
}

impl Scalar<'_> for Weight {
    fn of_text(text: &str) -> Self {
        Self(estimate::text_units(text.as_bytes()))
    }

    fn of_integer(_number: u64) -> Self {
        Self(1)
    }

    fn of_entries(entries: u64) -> Self {
        Self(entries)
    }
}

struct Tolerant<T>(PhantomData<T>);

impl<'de, T: Scalar<'de>> Visitor<'de> for Tolerant<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::of_text(text))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<T, E> {
        Ok(T::of_borrowed(text))
    }

    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok(T::of_integer(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<T, E> {
        Ok(T::of_integer(u64::try_from(number).unwrap_or(0)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<T, E> {
        // A float cast saturates at both ends and makes NaN zero.
        Ok(T::of_integer(number as u64))
    }

    fn visit_bool<E>(self, _value: bool) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<T, A::Error> {
        let mut entries = 0;
        while items.next_element::<IgnoredAny>()?.is_some() {
            entries += 1;
        }
        Ok(T::of_entries(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<T, A::Error> {
        let mut entries = 0;
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            entries += 1;
        }
        Ok(T::of_entries(entries))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Str<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tolerant::<Str<'de>>(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tolerant::<Self>(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Tier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tolerant::<Self>(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tolerant::<Self>(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(default)]
    #[derive(Default)]
    struct Sample<'a> {
        #[serde(borrow)]
        name: Str<'a>,
        tokens: Count,
        text: Weight,
    }

    fn read(json: &str) -> Sample<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_plain_string_is_borrowed_and_an_escaped_one_decoded() {
        assert!(matches!(read(r#"{"name":"a"}"#).name.0, Cow::Borrowed("a")));
        assert_eq!(read(r#"{"name":"a\u0062"}"#).name.as_str(), "ab");
    }

    #[test]
    fn odd_numbers_count_as_something_sane() {
        for (json, tokens) in [
            ("-5", 0),
            ("1.9", 1),
            ("1e300", u64::MAX),
            ("\"17\"", 17),
            ("null", 0),
            ("[1,2]", 0),
            ("{\"a\":{}}", 0),
        ] {
            assert_eq!(
                read(&format!(r#"{{"tokens":{json}}}"#)).tokens.0,
                tokens,
                "{json}"
            );
        }
    }

    #[test]
    fn text_of_any_shape_has_a_weight() {
        assert_eq!(read(r#"{"text":"abcd"}"#).text.0, 4);
        assert_eq!(read(r#"{"text":""}"#).text.0, 0);
        assert_eq!(read(r#"{"text":null}"#).text.0, 0);
        assert_eq!(read(r#"{"text":[{"type":"text"}]}"#).text.0, 1);
    }
}
