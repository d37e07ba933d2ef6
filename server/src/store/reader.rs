//! Reading a row's cells into the types that the rest of Routex works with.

use std::{fmt::Display, str::FromStr};

use sea_orm::prelude::Json;
use serde::de::DeserializeOwned;

use super::error::StoreError;

/// Names the row, so that a cell that cannot be read can be found.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) table: &'static str,
    pub(super) row: &'a dyn Display,
}

impl Reader<'_> {
    /// A number that must fit a narrower type.
    pub(super) fn number<T: TryFrom<i64>>(
        self,
        column: &'static str,
        value: i64,
    ) -> Result<T, StoreError> {
        T::try_from(value)
            .map_err(|_out_of_range| self.unreadable(column, format!("{value} is out of range")))
    }

    pub(super) fn number_or_null<T: TryFrom<i64>>(
        self,
        column: &'static str,
        value: Option<i64>,
    ) -> Result<Option<T>, StoreError> {
        value.map(|value| self.number(column, value)).transpose()
    }

    /// One of a closed set of names.
    pub(super) fn name<T: FromStr<Err: Display>>(
        self,
        column: &'static str,
        value: &str,
    ) -> Result<T, StoreError> {
        value
            .parse()
            .map_err(|error| self.unreadable(column, format!("{error}")))
    }

    pub(super) fn name_or_null<T: FromStr<Err: Display>>(
        self,
        column: &'static str,
        value: Option<&str>,
    ) -> Result<Option<T>, StoreError> {
        value.map(|value| self.name(column, value)).transpose()
    }

    pub(super) fn json<T: DeserializeOwned>(
        self,
        column: &'static str,
        value: Json,
    ) -> Result<T, StoreError> {
        serde_json::from_value(value).map_err(|error| self.unreadable(column, error.to_string()))
    }

    pub(super) fn unreadable(self, column: &'static str, reason: String) -> StoreError {
        StoreError::Unreadable {
            table: self.table,
            row: self.row.to_string(),
            column,
            reason,
        }
    }
}

/// A count as it is stored. What does not fit is astronomically wrong already and stays at the end of the scale.
pub(super) fn count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use routex_entity::Outcome;

    use super::*;

    #[test]
    fn a_cell_that_cannot_be_read_is_named() {
        let reader = Reader {
            table: "request",
            row: &7,
        };
        let errors = [
            reader.number::<u32>("status", -1).unwrap_err(),
            reader.name::<Outcome>("outcome", "splendid").unwrap_err(),
            reader
                .json::<Vec<String>>("models", Json::Bool(true))
                .unwrap_err(),
        ];
        for (error, column) in errors.iter().zip(["status", "outcome", "models"]) {
            let text = error.to_string();
            assert!(
                text.contains(&format!("table request, row 7, column {column}")),
                "{text}"
            );
        }
    }

    #[test]
    fn counts_never_turn_negative() {
        assert_eq!(count(5), 5);
        assert_eq!(count(u64::MAX), i64::MAX);
    }
}
