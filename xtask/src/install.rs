//! Getting the programs that the commands need, where that is allowed; else saying how.

pub mod cargo_tool;
pub mod debian;
pub mod node;
pub mod python;
