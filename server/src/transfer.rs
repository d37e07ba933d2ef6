//! Moving configurations in and out: exports of Routex, and files of other routers.
//!
//! Every format is read into a `Bundle`: bodies as the admin API would take them, secrets apart, and what could not be taken
//! over. `plan` holds a bundle to the rules of the configuration against what is there, and decides without writing;
//! `Plan::write` does it, as part of one change.

mod bundle;
mod ccflare;
mod export;
mod format;
mod litellm;
mod own;
mod plan;
mod sealed_box;
mod settings;
mod snapshot;

pub use bundle::{Bundle, Unreadable};
pub use export::{ExportError, export, export_with_secrets};
pub use format::{File, Source, Variables, read};
pub use plan::{Author, Options, Plan, Refusal, plan};
pub use sealed_box::BoxError;
pub use snapshot::Snapshot;
