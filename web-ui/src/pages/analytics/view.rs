//! What is looked at, as it stands in the address, so that it can be sent to somebody. Pure.

use std::str::FromStr;

use routex_entity::{Bucket, GroupBy, Ranking};

use super::{
    figures::Metric,
    period::{Period, Span},
};
use crate::api::with_query;

/// Rows of the table, when nothing is said.
const ROWS: usize = 10;
/// As many as the server gives.
pub const MOST_ROWS: usize = 1_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub period: Period,
    /// The length of a point. `None`: what suits.
    pub bucket: Option<Bucket>,
    pub channel: Option<String>,
    pub model: Option<String>,
    pub key: Option<String>,
    /// By what is compared.
    pub group: GroupBy,
    /// What is compared.
    pub metric: Metric,
    pub sort: Ranking,
    pub rows: usize,
    /// Cost is added up from the beginning.
    pub cumulative: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            period: Period::Last(Span::Day),
            bucket: None,
            channel: None,
            model: None,
            key: None,
            group: GroupBy::Channel,
            metric: Metric::Requests,
            sort: Ranking::Requests,
            rows: ROWS,
            cumulative: false,
        }
    }
}

impl View {
    /// Reads `?range=7d&group=model`. What makes no sense is left out.
    pub fn read(query: &str) -> Self {
        let mut view = Self::default();
        let (mut from, mut to) = (None, None);
        let query = query.trim_start_matches('?');
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "range" => {
                    if let Some(span) = Span::by_name(&value) {
                        view.period = Period::Last(span);
                    }
                }
                "from" => from = value.parse::<i64>().ok(),
                "to" => to = value.parse::<i64>().ok(),
                "bucket" => view.bucket = value.parse().ok(),
                "channel" => view.channel = Some(value.into_owned()),
                "model" => view.model = Some(value.into_owned()),
                "key" => view.key = Some(value.into_owned()),
                "group" => take(&value, &mut view.group),
                "metric" => view.metric = Metric::by_name(&value).unwrap_or(view.metric),
                "sort" => take(&value, &mut view.sort),
                "rows" => take(&value, &mut view.rows),
                "cumulative" => view.cumulative = true,
                _ => {}
            }
        }
        if let (Some(from), Some(to)) = (from, to)
            && 0 <= from
            && from < to
        {
            view.period = Period::Between(from, to);
        }
        view.rows = view.rows.clamp(1, MOST_ROWS);
        view
    }

    /// Without what is usual.
    pub fn query(&self) -> String {
        let usual = Self::default();
        let unless = |text: &str, usual: &str| (text != usual).then(|| text.to_owned());
        let (range, from, to) = match self.period {
            Period::Last(span) => (unless(span.name(), Span::Day.name()), None, None),
            Period::Between(from, to) => (None, Some(from.to_string()), Some(to.to_string())),
        };
        let pairs = [
            ("range", range),
            ("from", from),
            ("to", to),
            ("bucket", self.bucket.map(|bucket| bucket.to_string())),
            ("channel", self.channel.clone()),
            ("model", self.model.clone()),
            ("key", self.key.clone()),
            ("group", unless(self.group.as_str(), usual.group.as_str())),
            ("metric", unless(self.metric.name(), usual.metric.name())),
            ("sort", unless(self.sort.as_str(), usual.sort.as_str())),
            (
                "rows",
                unless(&self.rows.to_string(), &usual.rows.to_string()),
            ),
            ("cumulative", self.cumulative.then(|| "1".to_owned())),
        ];
        with_query("", pairs).trim_start_matches('?').to_owned()
    }

    /// The filter of one kind. Outcomes have none.
    pub fn filter(&self, group: GroupBy) -> Option<&str> {
        match group {
            GroupBy::Channel => self.channel.as_deref(),
            GroupBy::Model => self.model.as_deref(),
            GroupBy::Key => self.key.as_deref(),
            GroupBy::Outcome => None,
        }
    }

    pub fn filtered(&self, group: GroupBy, name: Option<String>) -> Self {
        let mut next = self.clone();
        match group {
            GroupBy::Channel => next.channel = name,
            GroupBy::Model => next.model = name,
            GroupBy::Key => next.key = name,
            GroupBy::Outcome => {}
        }
        next
    }

    pub fn unfiltered(&self) -> Self {
        Self {
            channel: None,
            model: None,
            key: None,
            ..self.clone()
        }
    }

    /// Another time. What suited the one before may not suit it.
    pub fn during(&self, period: Period) -> Self {
        Self {
            period,
            bucket: None,
            ..self.clone()
        }
    }

    pub fn longest(&self) -> Self {
        self.during(Period::Last(Span::Quarter))
    }
}

fn take<T: FromStr>(text: &str, place: &mut T) {
    if let Ok(value) = text.parse() {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_is_not_in_the_address() {
        assert_eq!(View::default().query(), "");
        assert_eq!(View::read(""), View::default());
    }

    #[test]
    fn what_is_in_the_address_is_read_again() {
        let view = View {
            period: Period::Between(1_000, 2_000),
            bucket: Some(Bucket::Hour),
            channel: Some("a b&c".to_owned()),
            model: Some("claude-sonnet-4-6".to_owned()),
            key: Some("laptop".to_owned()),
            group: GroupBy::Model,
            metric: Metric::Cost,
            sort: Ranking::Ttft,
            rows: 50,
            cumulative: true,
        };
        assert_eq!(View::read(&format!("?{}", view.query())), view);
        let week = View::default().during(Period::Last(Span::Week));
        assert_eq!(week.query(), "range=7d");
        assert_eq!(View::read(&week.query()), week);
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        let view = View::read("?range=2y&from=9&to=3&bucket=year&group=x&sort=y&rows=0&other=1");
        let usual = View {
            rows: 1,
            ..View::default()
        };
        assert_eq!(view, usual);
    }

    #[test]
    fn filters_are_set_and_taken_away() {
        let view = View::default().filtered(GroupBy::Key, Some("laptop".to_owned()));
        assert_eq!(view.filter(GroupBy::Key), Some("laptop"));
        assert_eq!(view.filter(GroupBy::Model), None);
        assert_eq!(view.unfiltered(), View::default());
    }
}
