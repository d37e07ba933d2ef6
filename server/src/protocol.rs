//! The four wire protocols, as far as routing needs to read them. Pure: no I/O, no clock.

pub mod session;
