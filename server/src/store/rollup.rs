//! Sums over requests: written with the rows that they sum up, kept for charts. `crate::rollup` tells the whole story.

mod append;
mod backlog;
mod cells;
mod expire;
mod fold;
mod read;
mod sums;

pub(super) use append::count;
pub use append::{CostChange, move_cost};
pub use backlog::{count_backlog, counted_before};
pub use expire::delete_before;
pub use fold::{Folded, fold};
pub use read::{Read, Scope, Stretch, Summed, read};
pub use sums::Sums;

#[cfg(test)]
mod tests;
