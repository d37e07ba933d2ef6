//! How long a budget lasts.

/// The time after which a budget is fresh again. Days, weeks and months are those of UTC; weeks begin on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BudgetWindow {
    Day,
    Week,
    Month,
    /// Never fresh again.
    Total,
}

super::names!("budget window", BudgetWindow {
    Day => "day",
    Week => "week",
    Month => "month",
    Total => "total",
});
