//! Money on the wire: US dollars as a plain decimal number that is exact to the thousand-millionth.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Unexpected, Visitor},
    ser::Error as _,
};
use serde_json::value::RawValue;

const NANOS: u64 = 1_000_000_000;
const DIGITS: usize = 9;

/// An amount of US dollars, in whole thousand-millionths.
///
/// Written as a JSON number with every digit it has (`0.00100075`), never through a float. Read from a number of at most
/// nine decimals; amounts below a million dollars come back exactly, whatever the reader in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Usd {
    nanos: i64,
}

impl Usd {
    pub const fn from_nanos(nanos: i64) -> Self {
        Self { nanos }
    }

    /// Thousand-millionths of a dollar.
    pub const fn nanos(self) -> i64 {
        self.nanos
    }

    /// A plain decimal: digits, with at most nine after a point. `None`: anything else, or more than 64 bits hold.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let digits_only = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits_only(whole) || !digits_only(fraction) || fraction.len() > DIGITS {
            return None;
        }
        let nanos = format!("{sign}{whole}{fraction:0<DIGITS$}").parse().ok()?;
        Some(Self { nanos })
    }
}

/// The decimal, without zeros that say nothing.
impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.nanos < 0 { "-" } else { "" };
        let nanos = self.nanos.unsigned_abs();
        let (whole, fraction) = (nanos / NANOS, nanos % NANOS);
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let fraction = format!("{fraction:0DIGITS$}");
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = RawValue::from_string(self.to_string()).map_err(S::Error::custom)?;
        number.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Usd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Amount)
    }
}

struct Amount;

impl Visitor<'_> for Amount {
    type Value = Usd;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("US dollars as a number with at most nine decimals")
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Usd, E> {
        Usd::parse(&value.to_string())
            .ok_or_else(|| E::invalid_value(Unexpected::Signed(value), &self))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Usd, E> {
        Usd::parse(&value.to_string())
            .ok_or_else(|| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    /// The shortest text of a float is what was written, as long as that had no more than fifteen digits.
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Usd, E> {
        Usd::parse(&value.to_string())
            .ok_or_else(|| E::invalid_value(Unexpected::Float(value), &self))
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Usd {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::Number)
            .description(Some("US dollars, exact to nine decimals"))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Usd {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_with_every_digit_they_have() {
        for (nanos, text) in [
            (0, "0"),
            (1, "0.000000001"),
            (1_000_750, "0.00100075"),
            (100_000_000, "0.1"),
            (12_500_000_000, "12.5"),
            (7_000_000_000, "7"),
            (-250_000_000, "-0.25"),
            (i64::MAX, "9223372036.854775807"),
            (i64::MIN, "-9223372036.854775808"),
        ] {
            let amount = Usd::from_nanos(nanos);
            assert_eq!(serde_json::to_string(&amount).unwrap(), text);
            assert_eq!(Usd::parse(text), Some(amount));
        }
    }

    #[test]
    fn amounts_come_back_through_readers_that_use_floats() {
        for nanos in [0, 1, 999_999_999, 1_000_750, 999_999_123_456_789, -42] {
            let amount = Usd::from_nanos(nanos);
            let text = serde_json::to_string(&amount).unwrap();
            let tree: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(serde_json::from_value::<Usd>(tree).unwrap(), amount);
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["\"1\"", "1e300", "0.0000000001", "9223372037", "null", "[]"] {
            assert!(serde_json::from_str::<Usd>(text).is_err(), "{text}");
        }
        for text in ["", "-", ".5", "5.", "+1", "1e3", "inf", "--1", "1.-2"] {
            assert_eq!(Usd::parse(text), None, "{text}");
        }
    }
}
