//! The history of the database's shape, one file a step.
//!
//! A step that was released is never edited: it must mean tomorrow what it meant when it ran. For that reason
//! nothing here imports the entities, which follow the newest shape.

mod column;
mod m20261101_000001_configuration;
mod m20261101_000002_ledger;
mod m20261124_000003_operation;
mod m20261124_000004_capabilities;
mod m20261124_000005_kept;
mod m20261125_000006_rollups;
mod m20261125_000007_prices;
mod m20261125_000008_alerts;
mod m20261125_000009_bodies;
mod m20261125_000010_probes;
mod m20261125_000011_scale;
mod m20261126_000012_history;
mod m20261126_000013_accounts;
mod m20261126_000014_guests;

use sea_orm_migration::prelude::*;

pub use sea_orm_migration::{MigrationStatus, MigratorTrait};

/// Every step, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261101_000001_configuration::Migration),
            Box::new(m20261101_000002_ledger::Migration),
            Box::new(m20261124_000003_operation::Migration),
            Box::new(m20261124_000004_capabilities::Migration),
            Box::new(m20261124_000005_kept::Migration),
            Box::new(m20261125_000006_rollups::Migration),
            Box::new(m20261125_000007_prices::Migration),
            Box::new(m20261125_000008_alerts::Migration),
            Box::new(m20261125_000009_bodies::Migration),
            Box::new(m20261125_000010_probes::Migration),
            Box::new(m20261125_000011_scale::Migration),
            Box::new(m20261126_000012_history::Migration),
            Box::new(m20261126_000013_accounts::Migration),
            Box::new(m20261126_000014_guests::Migration),
        ]
    }
}
