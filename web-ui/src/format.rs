//! Numbers as people read them. Pure; the same in every language but for the words of relative times.

pub mod duration;
pub mod money;
pub mod number;
pub mod time;
