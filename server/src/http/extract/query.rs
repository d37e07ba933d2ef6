//! The query of a call of the admin API.

use std::{
    fmt::Display,
    future::{Ready, ready},
    str::FromStr,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::DateTime;
use routex_entity::api::FieldProblem;
use url::form_urlencoded;
use uuid::Uuid;

use crate::http::problem::Problem;

/// Items a page, when the caller does not say.
const LIMIT: u64 = 50;
/// Items a page, at most.
const MAX_LIMIT: u64 = 500;

/// The parameters that were given. Each is asked for once; what nobody asked for is refused by [`Query::finish`], which
/// tells everything that is wrong at once. An empty value is the same as none.
#[derive(Debug)]
pub struct Query {
    given: Vec<(String, String)>,
    errors: Vec<FieldProblem>,
}

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// 1 to 500.
    pub limit: u64,
    /// The last id of the page before.
    pub cursor: Option<Uuid>,
}

impl Query {
    /// Reads `a=b&c=d`.
    pub fn parse(query: &str) -> Self {
        let given = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        Self {
            given,
            errors: Vec::new(),
        }
    }

    /// A parameter that may be absent. What cannot be read is noted, and `None`.
    pub fn optional<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        self.read(name, |text| {
            text.parse().map_err(|error: T::Err| error.to_string())
        })
    }

    /// The same with a rule of its own.
    pub fn read<T>(
        &mut self,
        name: &str,
        rule: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.take(name)?;
        rule(&text)
            .map_err(|message| self.refuse(name, message))
            .ok()
    }

    /// A time as RFC 3339 or in milliseconds since the Unix epoch; milliseconds since the Unix epoch.
    pub fn time_ms(&mut self, name: &str) -> Option<i64> {
        self.read(name, |text| {
            if let Ok(unix_ms) = text.parse() {
                return Ok(unix_ms);
            }
            DateTime::parse_from_rfc3339(text)
                .map(|time| time.timestamp_millis())
                .map_err(|_neither| {
                    format!(
                        "expected a time such as 2026-11-24T10:00:00Z (a + in the offset is written %2B), or milliseconds since 1970; found {text:?}"
                    )
                })
        })
    }

    /// `limit` and `cursor`.
    pub fn paging(&mut self) -> Paging {
        let limit = self.read("limit", |text| match text.parse() {
            Ok(limit @ 1..=MAX_LIMIT) => Ok(limit),
            _ => Err(format!(
                "expected a whole number from 1 to {MAX_LIMIT}; found {text:?}"
            )),
        });
        let cursor = self.read("cursor", |text| {
            Uuid::try_parse(text).map_err(|_not_ours| {
                "expected what a page before this one gave as next_cursor".to_owned()
            })
        });
        Paging {
            limit: limit.unwrap_or(LIMIT),
            cursor,
        }
    }

    /// Notes that a parameter is wrong.
    pub fn refuse(&mut self, name: &str, message: impl Into<String>) {
        self.errors.push(FieldProblem {
            field: name.to_owned(),
            message: message.into(),
        });
    }

    /// Nothing more is asked for.
    pub fn finish(mut self) -> Result<(), Problem> {
        for (name, _) in std::mem::take(&mut self.given) {
            self.refuse(&name, "there is no such parameter here");
        }
        match self.errors.is_empty() {
            true => Ok(()),
            false => Err(Problem::fields(self.errors)),
        }
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let mut values: Vec<String> = Vec::new();
        self.given.retain_mut(|(given, value)| {
            let asked = given == name;
            if asked {
                values.push(std::mem::take(value));
            }
            !asked
        });
        if values.len() > 1 {
            self.refuse(name, "was given more than once");
        }
        values.pop().filter(|value| !value.is_empty())
    }
}

impl FromRequest for Query {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::parse(request.query_string())))
    }
}

#[cfg(test)]
mod tests {
    use routex_entity::Outcome;

    use super::*;

    #[test]
    fn what_is_given_is_read() {
        let mut query = Query::parse(
            "outcome=no_route&from=2026-11-24T10:00:00.5Z&to=1793000000123&limit=7&model=&status=429",
        );

        assert_eq!(query.optional("outcome"), Some(Outcome::NoRoute));
        assert_eq!(query.optional("status"), Some(429_u16));
        assert_eq!(query.time_ms("from"), Some(1_795_514_400_500));
        assert_eq!(query.time_ms("to"), Some(1_793_000_000_123));
        assert_eq!(query.optional::<String>("model"), None);
        let paging = query.paging();
        assert_eq!((paging.limit, paging.cursor), (7, None));
        query.finish().unwrap();
    }

    #[test]
    fn everything_that_is_wrong_is_told_by_its_name() {
        let mut query = Query::parse(
            "outcome=splendid&from=yesterday&limit=501&cursor=7&colour=red&status=1&status=2",
        );
        query.optional::<Outcome>("outcome");
        query.time_ms("from");
        query.paging();
        query.optional::<u16>("status");

        let told = query.finish().unwrap_err().to_string();

        let names: Vec<&str> = told
            .split("; ")
            .filter_map(|part| Some(part.split_once(": ")?.0))
            .collect();
        let wrong = ["outcome", "from", "limit", "cursor", "status", "colour"];
        for name in wrong {
            assert!(names.contains(&name), "{name} is missing in {told}");
        }
    }
}
