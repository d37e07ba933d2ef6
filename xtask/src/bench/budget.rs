//! What Routex may cost, and whether it kept to it.

use std::fmt;

/// One limit and the figure that it is for.
pub struct Budget {
    what: &'static str,
    limit: Limit,
    figure: f64,
}

#[derive(Clone, Copy)]
enum Limit {
    AtLeast(f64),
    AtMost(f64),
    Under(f64),
}

impl Budget {
    pub fn at_least(limit: f64, what: &'static str, figure: f64) -> Self {
        Self::new(what, Limit::AtLeast(limit), figure)
    }

    pub fn at_most(limit: f64, what: &'static str, figure: f64) -> Self {
        Self::new(what, Limit::AtMost(limit), figure)
    }

    pub fn under(limit: f64, what: &'static str, figure: f64) -> Self {
        Self::new(what, Limit::Under(limit), figure)
    }

    fn new(what: &'static str, limit: Limit, figure: f64) -> Self {
        Self {
            what,
            limit,
            figure,
        }
    }

    /// A figure that is not a number keeps to no limit.
    pub fn is_kept(&self) -> bool {
        match self.limit {
            Limit::AtLeast(limit) => self.figure >= limit,
            Limit::AtMost(limit) => self.figure <= limit,
            Limit::Under(limit) => self.figure < limit,
        }
    }
}

/// A row of the table of budgets.
impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, figure, .. } = self;
        let limit = match self.limit {
            Limit::AtLeast(limit) => format!("at least {limit}"),
            Limit::AtMost(limit) => format!("at most {limit}"),
            Limit::Under(limit) => format!("under {limit}"),
        };
        let verdict = if self.is_kept() { "kept" } else { "MISSED" };
        write!(f, "| {what} | {limit} | {figure:.2} | {verdict} |")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_hold_at_their_edge_as_they_say() {
        assert!(Budget::at_least(0.45, "", 0.45).is_kept());
        assert!(!Budget::at_least(0.45, "", 0.449).is_kept());
        assert!(Budget::at_most(400.0, "", 400.0).is_kept());
        assert!(!Budget::under(150.0, "", 150.0).is_kept());
        assert!(!Budget::under(150.0, "", f64::NAN).is_kept());
    }
}
