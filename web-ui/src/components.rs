//! What pages share. Widgets are PatternFly's where it has them; these are what it lacks, or says in English alone.

mod chart;
mod confirm;
mod copy;
mod countdown;
mod dialog;
mod field;
mod icon;
mod menu;
mod meter;
mod notice;
mod page_head;
mod panel;
mod spark;
mod spinner;
mod state_label;
mod states;
mod tabs;
mod toast;
mod unsaved;

pub use chart::{Axis, Chart, Line, Plot};
pub use confirm::Confirm;
pub use copy::Snippet;
pub use countdown::{Countdown, use_now};
pub use dialog::Dialog;
pub use field::{
    AreaField, CheckField, Described, SelectField, SuggestField, Suggestions, TextField,
    suggesting, use_text,
};
pub use icon::{Icon, Symbol};
pub use menu::{Menu, MenuItem};
pub use meter::Meter;
pub use notice::{Notice, Tone};
pub use page_head::PageHead;
pub use panel::Panel;
pub use spark::Spark;
pub use spinner::Spinner;
pub use state_label::StateLabel;
pub use states::{Empty, FailureNote, Loading};
pub use tabs::Tabs;
pub use toast::{Toast, ToastProvider, use_toast};
pub use unsaved::use_unsaved;
