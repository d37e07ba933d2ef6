//! What pages share. Widgets are PatternFly's where it has them; these are what it lacks, or says in English alone.

mod chart;
mod confirm;
mod copy;
mod countdown;
mod dialog;
mod field;
mod icon;
mod link_label;
mod menu;
mod meter;
mod notice;
mod outcome_label;
mod page_head;
mod panel;
mod provider_cards;
mod secret;
mod spark;
mod spinner;
mod state_label;
mod states;
mod strategy;
mod switch;
mod tabs;
mod toast;
mod unsaved;
mod way;

pub use chart::{Axis, Chart, Line, Look, Plot, Rest};
pub use confirm::Confirm;
pub use copy::Snippet;
pub use countdown::{Countdown, use_now};
pub use dialog::Dialog;
pub use field::{
    AreaField, CheckField, Described, ExpiryField, SelectField, SuggestField, Suggestions,
    TextField, suggesting, use_text,
};
pub use icon::{Icon, Symbol};
pub use link_label::LinkLabel;
pub use menu::{Menu, MenuItem};
pub use meter::Meter;
pub use notice::{Notice, Tone};
pub use outcome_label::outcome_label;
pub use page_head::PageHead;
pub use panel::Panel;
pub use provider_cards::ProviderCards;
pub use secret::secret_dialog;
pub use spark::Spark;
pub use spinner::Spinner;
pub use state_label::StateLabel;
pub use states::{Empty, FailureNote, Loading};
pub use strategy::strategy_cards;
pub use switch::switch;
pub use tabs::Tabs;
pub use toast::{Toast, ToastProvider, use_toast};
pub use unsaved::use_unsaved;
pub use way::{Ways, use_ways, way};
