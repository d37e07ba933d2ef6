//! The words of the product as types: one enum per closed set of names that API, database and logs share.

mod alert;
mod bucket;
mod budget_window;
mod channel_state;
mod credential_kind;
mod dialect;
mod event_kind;
mod extras;
mod fallback_cause;
mod feature;
mod group_by;
mod oauth;
mod outcome;
mod probe_kind;
mod ranking;
mod strategy;
mod transition_reason;
mod usage;

pub use alert::{
    AlertEvent, AlertKind, AlertState, AlertTargetKind, DeliveryState, Language, Severity,
};
pub use bucket::Bucket;
pub use budget_window::BudgetWindow;
pub use channel_state::ChannelState;
pub use credential_kind::CredentialKind;
pub use dialect::Dialect;
pub use event_kind::EventKind;
pub use extras::{Extras, ServiceTier};
pub use fallback_cause::FallbackCause;
pub use feature::Feature;
pub use group_by::GroupBy;
pub use oauth::{DeviceState, OauthExchange, TokenHeader};
pub use outcome::Outcome;
pub use probe_kind::ProbeKind;
pub use ranking::Ranking;
pub use strategy::Strategy;
pub use transition_reason::TransitionReason;
pub use usage::TokenUsage;

/// A name that is not in the closed set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// What was looked for: `strategy`, `dialect`, …
    pub what: &'static str,
    /// What was given.
    pub given: String,
    /// Every name that is accepted.
    pub known: &'static [&'static str],
}

impl std::fmt::Display for UnknownName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "unknown {} \"{}\"; known: {}",
            self.what,
            self.given,
            self.known.join(", ")
        )
    }
}

impl std::error::Error for UnknownName {}

/// Gives a closed set of names its one table: `as_str`, `ALL`, `FromStr`, `Display` and serde agree by construction.
macro_rules! names {
    ($what:literal, $type:ident { $($variant:ident => $name:literal),+ $(,)? }) => {
        impl $type {
            /// Every value, in declaration order.
            pub const ALL: &'static [$type] = &[$($type::$variant),+];
            const NAMES: &'static [&'static str] = &[$($name),+];

            /// The name used in configuration, API, database and metrics.
            pub const fn as_str(self) -> &'static str {
                match self { $($type::$variant => $name),+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::vocab::UnknownName;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                match name {
                    $($name => Ok($type::$variant),)+
                    _ => Err($crate::vocab::UnknownName {
                        what: $what,
                        given: name.to_owned(),
                        known: Self::NAMES,
                    }),
                }
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $type {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some(Self::NAMES.iter().copied()))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $type {}

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                name.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
use names;
