//! Channels: all of them, a new one, and one with everything about it.

mod actions;
mod detail;
mod figures;
mod filter;
mod fleet;
mod form;
mod list;
mod new;
mod table;
mod test_dialog;
mod timing;
mod watch;

pub use detail::Channel;
pub use list::Channels;
pub use new::NewChannel;
