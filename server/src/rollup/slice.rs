//! By what requests are told apart. Pure.

use routex_entity::RequestRecord;

use super::Grain;

/// What requests can be told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    Channel,
    Model,
    ClientKey,
}

impl Dimension {
    pub const ALL: [Self; 3] = [Self::Channel, Self::Model, Self::ClientKey];

    /// Of the database.
    pub const fn column(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Model => "model",
            Self::ClientKey => "client_key",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Channel => 1,
            Self::Model => 2,
            Self::ClientKey => 4,
        }
    }
}

/// A set of dimensions: cells of a slice tell these apart and add up over the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Slice(u8);

impl Slice {
    /// Everything together.
    pub const TOTAL: Self = Self(0);
    /// Told apart by all there is.
    pub const FULL: Self = Self(7);

    pub fn all() -> impl Iterator<Item = Self> {
        (0..=Self::FULL.0).map(Self)
    }

    pub const fn with(self, dimension: Dimension) -> Self {
        Self(self.0 | dimension.bit())
    }

    pub const fn has(self, dimension: Dimension) -> bool {
        self.0 & dimension.bit() != 0
    }

    /// As it stands in the database.
    pub const fn code(self) -> i64 {
        self.0 as i64
    }

    /// The finest time by which it is kept: by the minute there would be as many cells as requests.
    pub const fn finest(self) -> Grain {
        match self {
            Self::FULL => Grain::Hour,
            _ => Grain::Minute,
        }
    }
}

/// Of whom a cell is. A name is empty where there is none, and where it does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Spot<'a> {
    pub channel: &'a str,
    pub model: &'a str,
    pub client_key: &'a str,
}

impl<'a> Spot<'a> {
    /// The model that served, or that was asked for where none did.
    pub fn of(record: &'a RequestRecord) -> Self {
        Self {
            channel: record.channel.as_deref().unwrap_or_default(),
            model: record
                .model_served
                .as_deref()
                .unwrap_or(&record.model_requested),
            client_key: &record.client_key,
        }
    }

    pub const fn name(&self, dimension: Dimension) -> &'a str {
        match dimension {
            Dimension::Channel => self.channel,
            Dimension::Model => self.model,
            Dimension::ClientKey => self.client_key,
        }
    }

    /// Without what does not matter in a slice.
    pub const fn within(&self, slice: Slice) -> Self {
        Self {
            channel: if slice.has(Dimension::Channel) {
                self.channel
            } else {
                ""
            },
            model: if slice.has(Dimension::Model) {
                self.model
            } else {
                ""
            },
            client_key: if slice.has(Dimension::ClientKey) {
                self.client_key
            } else {
                ""
            },
        }
    }
}
