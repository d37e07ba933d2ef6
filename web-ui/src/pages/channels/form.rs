//! Everything that an operator can say of a channel: for a new one as for one that is there.

mod capabilities;
mod edit;
mod draft;
mod fields;
mod pairs;
mod patch;
mod view;

pub use draft::{Change, Draft};
pub use edit::{Edit, Editing};
pub use view::{advanced, basics, secrets, Form};
