//! The operator's side: the admin API over HTTP, as scripts use it.

mod aliases;
mod budgets;
mod keys;
mod prices;
mod queue;
mod till;
