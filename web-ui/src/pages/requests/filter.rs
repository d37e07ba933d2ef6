//! Which requests are looked at: what stands in the address, what the API is asked, and whether a request that has just
//! ended belongs to them. Pure.

mod span;

pub use span::{LASTS, Span};

use chrono::{DateTime, Utc};
use routex_entity::api::RequestRow;

use crate::api::with_query;

/// What can be asked for, beside the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Model,
    Channel,
    Key,
    Outcome,
    Status,
    Session,
}

impl Field {
    pub const ALL: [Self; 6] = [
        Self::Model,
        Self::Channel,
        Self::Key,
        Self::Outcome,
        Self::Status,
        Self::Session,
    ];

    /// As the API and the address call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Channel => "channel",
            Self::Key => "key",
            Self::Outcome => "outcome",
            Self::Status => "status",
            Self::Session => "session",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub span: Span,
    /// In the order of [`Field::ALL`]; empty: any.
    values: [String; 6],
}

impl Filter {
    /// Of the part of an address behind the question mark. What is not known is passed over.
    pub fn parse(query: &str) -> Self {
        let query = query.trim_start_matches('?');
        let mut filter = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let field = Field::ALL.into_iter().find(|field| field.name() == name);
            match field {
                Some(field) => filter.set(field, &value),
                None => filter.span.read(&name, &value),
            }
        }
        filter
    }

    /// For the address, without the question mark; empty when everything is looked at.
    pub fn query(&self) -> String {
        let query = with_query("", self.fields().chain(self.span.pairs()));
        query.trim_start_matches('?').to_owned()
    }

    /// What the API is asked for. `now`: when the first page of the list was asked for, so that all its pages are of the
    /// same time.
    pub fn path(&self, now: DateTime<Utc>, limit: u32, cursor: Option<&str>) -> String {
        let (from, to) = self.span.bounds(now);
        let written = |time: DateTime<Utc>| time.timestamp_millis().to_string();
        let rest = [
            ("from", from.map(written)),
            ("to", to.map(written)),
            ("limit", Some(limit.to_string())),
            ("cursor", cursor.map(str::to_owned)),
        ];
        with_query("/requests", self.fields().chain(rest))
    }

    /// Whether the API would tell of this request.
    pub fn matches(&self, row: &RequestRow, now: DateTime<Utc>) -> bool {
        let is = |told: &Option<String>, wanted: &str| told.as_deref() == Some(wanted);
        let (from, to) = self.span.bounds(now);
        from.is_none_or(|from| row.started_at >= from)
            && to.is_none_or(|to| row.started_at < to)
            && Field::ALL
                .into_iter()
                .all(|field| match (field, self.get(field)) {
                    (_, "") => true,
                    (Field::Model, model) => {
                        row.model_requested == model || is(&row.model_served, model)
                    }
                    (Field::Channel, channel) => is(&row.channel, channel),
                    (Field::Key, key) => row.client_key == key,
                    (Field::Outcome, outcome) => row.outcome.as_str() == outcome,
                    (Field::Status, status) => {
                        row.status.is_some_and(|told| told.to_string() == status)
                    }
                    (Field::Session, session) => is(&row.session, session),
                })
    }

    pub fn get(&self, field: Field) -> &str {
        &self.values[field as usize]
    }

    pub fn set(&mut self, field: Field, value: &str) {
        value.trim().clone_into(&mut self.values[field as usize]);
    }

    pub fn with(mut self, field: Field, value: &str) -> Self {
        self.set(field, value);
        self
    }

    /// The same of another time.
    pub fn over(mut self, span: Span) -> Self {
        self.span = span;
        self
    }

    /// Whether everything is looked at.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn fields(&self) -> impl Iterator<Item = (&'static str, Option<String>)> {
        let value = |field| Some(self.get(field).to_owned());
        Field::ALL
            .map(|field| (field.name(), value(field)))
            .into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{now, request};

    #[test]
    fn an_address_says_what_is_looked_at_and_comes_back() {
        for query in [
            "",
            "model=gpt-5&outcome=overloaded&range=6h",
            "session=a+b%26c&from=2026-11-23T10%3A00%3A00Z",
            "status=429&range=custom",
        ] {
            assert_eq!(Filter::parse(query).query(), query);
        }
        let odd = Filter::parse("?range=never&from=now&tab=x&key=");
        assert!(odd.is_empty());
    }

    #[test]
    fn the_api_is_asked_for_times_and_for_what_is_set() {
        let filter = Filter::parse("range=15m&key=laptop");
        assert_eq!(
            filter.path(now(), 100, Some("0199")),
            "/requests?key=laptop&from=1795513500000&limit=100&cursor=0199"
        );
        assert_eq!(Filter::default().path(now(), 5, None), "/requests?limit=5");
    }

    #[test]
    fn a_request_that_has_just_ended_belongs_to_them_or_not() {
        let mut row = request(1);
        row.model_served = Some("sim-ok".to_owned());
        let told = |query: &str| Filter::parse(query).matches(&row, now());

        for query in [
            "",
            "model=claude-sonnet-4-6",
            "model=sim-ok",
            "channel=eu-1&key=laptop",
            "outcome=success&status=200",
            "range=1h",
        ] {
            assert!(told(query), "{query}");
        }
        for query in [
            "model=sim",
            "channel=us-1",
            "key=phone",
            "outcome=overloaded",
            "status=20",
            "session=x",
            "to=2020-01-01T00:00:00Z",
            "from=2030-01-01T00:00:00Z",
        ] {
            assert!(!told(query), "{query}");
        }
    }
}
