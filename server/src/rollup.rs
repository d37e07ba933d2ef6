//! Sums over requests, so that charts need not look at rows.
//!
//! A [`Cell`] is the sum over some requests. Cells are kept by time ([`Grain`]: minutes, hours, days) and for every set of
//! channel, model and client key that may be asked about ([`Slice`]), so that no question has to add up much.
//!
//! The ledger writes a [`parcel`] of cells with every batch of rows, in their transaction: one row, nothing read. Every now
//! and then what has gathered is folded into the kept cells. Whoever reads adds up both, and so sees every request once.

mod cell;
mod grain;
pub mod parcel;
mod slice;
mod upkeep;

pub use cell::{Cell, Number};
pub use grain::{Grain, Keep};
pub use slice::{Dimension, Slice, Spot};
pub use upkeep::run;
