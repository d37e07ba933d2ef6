//! What the server is asked, for what is looked at. Pure.

use routex_entity::{Bucket, GroupBy};

use super::{
    period::{HOUR_MS, MINUTE_MS},
    view::View,
};
use crate::api::with_query;

/// Lines of a comparison, beside that of all others.
const LINES: usize = 8;
/// Names to choose from.
const NAMES: usize = 200;

#[derive(Debug, Clone, PartialEq)]
pub struct Questions {
    pub view: View,
    pub now_ms: i64,
    /// What suits is not kept; the server chooses.
    pub coarse: bool,
}

impl Questions {
    pub fn summary(&self) -> String {
        self.of("/analytics/summary", [])
    }

    /// Everything over time.
    pub fn series(&self) -> String {
        self.of("/analytics/series", [("bucket", self.bucket())])
    }

    pub fn series_table(&self) -> String {
        download(&self.series())
    }

    /// By whom, over time.
    pub fn lines(&self) -> String {
        let group = self.view.group.to_string();
        self.of(
            "/analytics/series",
            [
                ("bucket", self.bucket()),
                ("group_by", Some(group)),
                ("limit", Some(LINES.to_string())),
            ],
        )
    }

    pub fn lines_table(&self) -> String {
        download(&self.lines())
    }

    /// By whom, altogether.
    pub fn rows(&self) -> String {
        self.of(
            "/analytics/breakdown",
            [
                ("group_by", Some(self.view.group.to_string())),
                ("sort", Some(self.view.sort.to_string())),
                ("limit", Some(self.view.rows.to_string())),
            ],
        )
    }

    pub fn rows_table(&self) -> String {
        download(&self.rows())
    }

    fn of<const N: usize>(&self, path: &str, more: [(&'static str, Option<String>); N]) -> String {
        let (from, to) = self.view.period.bounds(self.now_ms, self.view.bucket);
        let common = [
            ("from", Some(from.to_string())),
            ("to", Some(to.to_string())),
            ("channel", self.view.channel.clone()),
            ("model", self.view.model.clone()),
            ("key", self.view.key.clone()),
        ];
        with_query(path, common.into_iter().chain(more))
    }

    fn bucket(&self) -> Option<String> {
        let suits = || self.view.period.suits().filter(|_| !self.coarse);
        let bucket: Option<Bucket> = self.view.bucket.or_else(suits);
        bucket.map(|bucket| bucket.to_string())
    }
}

/// Who did something in the time, whatever else is filtered. The bounds move in steps, so that it is asked seldom.
pub fn names(view: &View, group: GroupBy, now_ms: i64) -> String {
    let (from, to) = view.period.bounds(now_ms, view.bucket);
    let step = match to - from {
        ..=HOUR_MS => MINUTE_MS * 5,
        _ => HOUR_MS,
    };
    let from = from.div_euclid(step) * step;
    let to = (to.div_euclid(step) + 1) * step;
    let pairs = [
        ("group_by", Some(group.to_string())),
        ("limit", Some(NAMES.to_string())),
        ("from", Some(from.to_string())),
        ("to", Some(to.to_string())),
    ];
    with_query("/analytics/breakdown", pairs)
}

/// The same as a table that the browser keeps.
fn download(path: &str) -> String {
    format!("/api/v1{path}&format=csv")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::analytics::period::{Period, Span};

    fn questions(query: &str) -> Questions {
        Questions {
            view: View::read(query),
            now_ms: 100 * 24 * HOUR_MS,
            coarse: false,
        }
    }

    #[test]
    fn time_and_filters_are_in_every_question() {
        let asked = questions("from=1&to=7200001&model=m&group=key&sort=cost&rows=50");
        assert_eq!(
            asked.summary(),
            "/analytics/summary?from=1&to=7200001&model=m"
        );
        assert_eq!(
            asked.rows(),
            "/analytics/breakdown?from=1&to=7200001&model=m&group_by=key&sort=cost&limit=50"
        );
        assert_eq!(
            asked.lines_table(),
            "/api/v1/analytics/series?from=1&to=7200001&model=m&bucket=minute&group_by=key&limit=8&format=csv"
        );
    }

    #[test]
    fn points_are_as_long_as_suits_unless_that_is_refused_or_chosen() {
        let mut asked = questions("range=6h");
        assert!(asked.series().ends_with("bucket=minute"));
        asked.coarse = true;
        assert!(!asked.series().contains("bucket"));
        asked.view.bucket = Some(Bucket::Day);
        assert!(asked.series().ends_with("bucket=day"));
        assert!(!questions("range=7d").series().contains("bucket"));
    }

    #[test]
    fn names_are_asked_for_seldom() {
        let view = View::default().during(Period::Last(Span::Day));
        let at = |now_ms| names(&view, GroupBy::Model, now_ms);
        assert_eq!(at(50 * HOUR_MS), at(50 * HOUR_MS + 5 * MINUTE_MS));
        assert!(at(50 * HOUR_MS).contains("group_by=model&limit=200"));
    }
}
