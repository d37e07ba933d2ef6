//! Where a request goes: strategy, session affinity, failover order.
//!
//! `RouterActor` owns the cursors, pins and the retry budget; the algorithms beside it are pure.

pub mod messages;
pub mod settings;
pub mod table;

pub use messages::{NoRoute, Route, RouteRequest};
pub use settings::RoutingSettings;
pub use table::RoutingTable;
