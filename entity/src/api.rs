//! The bodies of the admin API, one file a resource. Times are RFC 3339, money is US dollars as decimal numbers.

mod alias;
mod page;
mod problem;
mod time;
mod transfer;
mod usd;

pub use alias::{Alias, AliasInput, AliasTarget, Fallback};
pub use page::Page;
pub use problem::{FieldProblem, ProblemBody};
pub use time::{Time, time};
pub use transfer::{
    Export, ExportInput, ExportedChannel, ExportedKey, ImportFormat, ImportInput, ImportReport,
    ImportedThing, NotImported, OnConflict, SealedBox, SecretNeeded,
};
pub use usd::Usd;
