//! How a number has changed against the one before. Pure.

use crate::format::number;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    Same,
    /// Parts of the one before.
    By(f64),
    /// From 0 to 1, for what is a share itself.
    Points(f64),
}

impl Change {
    /// `None`: there was nothing to compare with.
    pub fn of(now: Option<f64>, before: Option<f64>) -> Option<Self> {
        let (now, before) = (now?, before?);
        if before == 0.0 {
            return None;
        }
        Some(Self::rounded(Self::By((now - before) / before.abs())))
    }

    pub fn of_share(now: Option<f64>, before: Option<f64>) -> Option<Self> {
        Some(Self::rounded(Self::Points(now? - before?)))
    }

    /// What would be shown as nothing is nothing.
    fn rounded(self) -> Self {
        match self {
            Self::By(by) if by.abs() < 0.005 => Self::Same,
            Self::Points(by) if by.abs() < 0.0005 => Self::Same,
            other => other,
        }
    }

    pub fn is_up(self) -> bool {
        matches!(self, Self::By(by) | Self::Points(by) if by > 0.0)
    }

    /// `12%`, `3.4×`, `1.2 pp`.
    pub fn size(self) -> String {
        match self {
            Self::Same => "0%".to_owned(),
            Self::By(by) if by >= 9.995 => format!("{}×", number::compact(by + 1.0)),
            Self::By(by) => format!("{:.0}%", by.abs() * 100.0),
            Self::Points(by) => format!("{:.1} pp", by.abs() * 100.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(now: f64, before: f64) -> Option<(bool, String)> {
        let change = Change::of(Some(now), Some(before))?;
        Some((change.is_up(), change.size()))
    }

    #[test]
    fn changes_are_parts_of_what_was() {
        assert_eq!(told(112.0, 100.0), Some((true, "12%".to_owned())));
        assert_eq!(told(50.0, 100.0), Some((false, "50%".to_owned())));
        assert_eq!(told(3400.0, 100.0), Some((true, "34×".to_owned())));
        assert_eq!(told(5.0, 0.0), None);
        assert_eq!(Change::of(Some(100.1), Some(100.0)), Some(Change::Same));
        assert_eq!(Change::of(None, Some(1.0)), None);
    }

    #[test]
    fn shares_change_by_points() {
        let change = Change::of_share(Some(0.95), Some(0.99)).unwrap();
        assert!(!change.is_up());
        assert_eq!(change.size(), "4.0 pp");
    }
}
