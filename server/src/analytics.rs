//! Answers to what operators ask about usage, made of the sums that `store::rollup` reads. Pure.
//!
//! `cover` says which sums make up a time, `bucket` how a chart divides it; `figures` turns a sum into what the admin API
//! shows, `ranked` keeps the largest and puts the rest together; `csv` writes both for spreadsheets.

mod breakdown;
mod bucket;
mod cover;
mod csv;
mod figures;
mod ranked;
mod series;

pub use breakdown::{breakdown, breakdown_csv};
pub use bucket::{Chart, grain_of};
pub use cover::{Covered, cover};
pub use figures::figures;
pub use series::{series, series_csv};

use crate::{
    rollup::Cell,
    store::{StoreError, rollup::Summed},
};

/// Everything together.
pub fn total(found: &[Summed]) -> Result<Cell, StoreError> {
    let mut total = Cell::default();
    for summed in found {
        total.merge(&summed.cell()?);
    }
    Ok(total)
}
