//! What Google's JSON reader takes besides the plain form.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{
        Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
        value::MapAccessDeserializer,
    },
};

use crate::{hub::Extras, json::Count};

/// A list. One element may stand for itself, and null for none.
pub(super) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_any(List(PhantomData))
}

struct List<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Vec<T>, A::Error> {
        Ok(vec![T::deserialize(MapAccessDeserializer::new(members))?])
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
        Ok(vec![T::deserialize(text.into_deserializer())?])
    }

    fn visit_unit<E>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }
}

/// A whole number, be it written as 5, 5.0 or "5". Null is none.
pub(super) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    deserializer.deserialize_any(Whole)
}

/// A whole number that is not negative.
pub(super) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let number = deserializer.deserialize_any(Whole)?;
    let unsigned = |number: i64| {
        u64::try_from(number).map_err(|_negative| {
            D::Error::invalid_value(Unexpected::Signed(number), &"a number of at least 0")
        })
    };
    number.map(unsigned).transpose()
}

/// What a provider counts: anything is taken.
pub(super) fn tokens<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(Some(Count::deserialize(deserializer)?.0))
}

struct Whole;

impl Visitor<'_> for Whole {
    type Value = Option<i64>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number")
    }

    fn visit_i64<E>(self, number: i64) -> Result<Option<i64>, E> {
        Ok(Some(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Option<i64>, E> {
        Ok(Some(i64::try_from(number).unwrap_or(i64::MAX)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Option<i64>, E> {
        if number.fract() == 0.0 {
            // A float cast saturates at both ends.
            Ok(Some(number as i64))
        } else {
            Err(E::invalid_value(Unexpected::Float(number), &self))
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<i64>, E> {
        let wrong = |_error| E::invalid_value(Unexpected::Str(text), &self);
        text.parse().map(Some).map_err(wrong)
    }

    fn visit_unit<E>(self) -> Result<Option<i64>, E> {
        Ok(None)
    }
}

/// A member's name in camelCase.
pub(in crate::gemini) fn camel(name: &str) -> Cow<'_, str> {
    let breaks = |pair: &[u8]| pair[0] == b'_' && pair[1].is_ascii_lowercase();
    if name.starts_with('_') || !name.as_bytes().windows(2).any(breaks) {
        return Cow::Borrowed(name);
    }
    let mut camel = String::with_capacity(name.len());
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        match letters.peek() {
            Some(next) if letter == '_' && next.is_ascii_lowercase() => {
                camel.push(next.to_ascii_uppercase());
                letters.next();
            }
            _ => camel.push(letter),
        }
    }
    Cow::Owned(camel)
}

/// Members that have no field of their own.
pub(super) fn extras<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Cow<'static, Extras>, D::Error> {
    let extras = Extras::deserialize(deserializer)?;
    let plain = extras
        .iter()
        .all(|(name, value)| !value.is_null() && matches!(camel(name), Cow::Borrowed(_)));
    if plain {
        return Ok(Cow::Owned(extras));
    }
    let renamed = extras
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (camel(&name).into_owned(), value));
    Ok(Cow::Owned(renamed.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_camel_case() {
        for (name, expected) in [
            ("google_search", "googleSearch"),
            ("googleSearch", "googleSearch"),
            ("a_b_c", "aBC"),
            ("_private_name", "_private_name"),
            ("x__y", "x_Y"),
            ("trailing_", "trailing_"),
            ("größe_x", "größeX"),
            ("", ""),
        ] {
            assert_eq!(camel(name), expected);
        }
    }
}
