//! What pages share. Widgets are PatternFly's where it has them; these are what it lacks, or says in English alone.

mod chart;
mod copy;
mod countdown;
mod field;
mod icon;
mod menu;
mod meter;
mod notice;
mod page_head;
mod panel;
mod spark;
mod state_label;
mod states;
mod toast;

pub use chart::{Axis, Chart, Line, Plot};
pub use copy::Snippet;
pub use countdown::{Countdown, use_now};
pub use field::{TextField, use_text};
pub use icon::{Icon, Symbol};
pub use menu::{Menu, MenuItem};
pub use meter::Meter;
pub use notice::{Notice, Tone};
pub use page_head::PageHead;
pub use panel::Panel;
pub use spark::Spark;
pub use state_label::StateLabel;
pub use states::{Empty, FailureNote, Loading};
pub use toast::{Toast, ToastProvider, use_toast};
