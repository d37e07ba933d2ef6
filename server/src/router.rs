//! Where a request goes: strategy, session affinity, failover order.
//!
//! `RouterActor` owns the cursors, pins and the retry budget; the algorithms beside it are pure.

mod actor;
pub mod affinity;
pub mod candidates;
mod decision;
mod desk;
pub mod explain;
mod generations;
pub mod handle;
pub mod messages;
mod place;
mod plan;
pub mod prices;
mod rehearsal;
mod retry_budget;
mod search;
pub mod settings;
mod strategy;
pub mod table;
pub mod wants;

pub use handle::RouterHandle;
pub use messages::{NoRoute, Route, RouteRequest};
pub use prices::{Asked, PriceBook};
pub use settings::RoutingSettings;
pub use table::RoutingTable;
