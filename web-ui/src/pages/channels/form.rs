//! Everything that an operator can say of a channel: for a new one as for one that is there.

mod capabilities;
mod draft;
mod edit;
mod fields;
mod pairs;
mod patch;
mod view;

pub use draft::{Change, Draft};
pub use edit::{Edit, Editing};
pub use view::{Form, advanced, basics, secrets};
