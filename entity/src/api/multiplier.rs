//! A factor on prices, as a plain decimal number.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::Usd;

/// A factor from 0 to 1000, in whole millionths: 800000 is written `0.8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Multiplier {
    millionths: u64,
}

const MOST: u64 = 1_000_000_000;
const NANOS: u64 = 1_000;

impl Multiplier {
    /// The price as it is listed.
    pub const ONE: Self = Self {
        millionths: 1_000_000,
    };

    /// `None`: above 1000.
    pub fn from_millionths(millionths: u64) -> Option<Self> {
        (millionths <= MOST).then_some(Self { millionths })
    }

    pub const fn millionths(self) -> u64 {
        self.millionths
    }

    /// A plain decimal with at most six digits after the point.
    pub fn parse(text: &str) -> Option<Self> {
        let nanos = u64::try_from(Usd::parse(text)?.nanos()).ok()?;
        nanos
            .is_multiple_of(NANOS)
            .then(|| Self::from_millionths(nanos / NANOS))?
    }

    fn decimal(self) -> Usd {
        Usd::from_nanos(i64::try_from(self.millionths * NANOS).unwrap_or(i64::MAX))
    }
}

impl Default for Multiplier {
    fn default() -> Self {
        Self::ONE
    }
}

impl Serialize for Multiplier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.decimal().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Multiplier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let decimal = Usd::deserialize(deserializer)?.to_string();
        Self::parse(&decimal)
            .ok_or_else(|| D::Error::custom("a factor from 0 to 1000 with at most six decimals"))
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Multiplier {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::Number)
            .description(Some("A factor from 0 to 1000, exact to six decimals"))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Multiplier {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_decimals() {
        let factor: Multiplier = serde_json::from_str("0.8").unwrap();
        assert_eq!(factor.millionths(), 800_000);
        assert_eq!(serde_json::to_string(&factor).unwrap(), "0.8");
        assert_eq!(serde_json::to_string(&Multiplier::ONE).unwrap(), "1");
        for odd in ["-1", "1000.1", "0.0000001", "\"1\""] {
            assert!(serde_json::from_str::<Multiplier>(odd).is_err(), "{odd}");
        }
    }
}
