//! Backups: the database as it was at one instant, as one file that SQLite reads.
//!
//! Guarantee: every request whose answer had ended when a backup was asked for is in it. Such a request may be in the journal
//! alone, which nobody but its owner can read. A Routex that runs is therefore asked to bring home what it holds (`errand`);
//! where none runs, that is done here, and no other can start meanwhile. Requests under way at that time belong, like later
//! ones, to the next backup.
//!
//! What is sealed in the database opens with the master key alone, which is not in the backup: whoever finds one of the two
//! has no secrets.

mod errand;
mod restore;
mod take;

pub(crate) use errand::run_errands;
pub(crate) use restore::restore;
pub(crate) use take::back_up;
