//! `/analytics`

mod answer;
mod breakdown;
mod question;
mod series;
mod summary;

pub use breakdown::breakdown;
pub use series::series;
pub use summary::summary;
pub(in crate::http) use {
    breakdown::__path_breakdown, series::__path_series, summary::__path_summary,
};
