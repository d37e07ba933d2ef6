//! When which attempt did what, as parts of the whole request. Pure.

use chrono::{DateTime, Utc};
use routex_entity::api::RequestDetail;

/// From 0, the arrival, to 1, the end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    pub start: f64,
    /// When the first content came. `None`: it never did.
    pub first: Option<f64>,
    pub end: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    pub total_ms: u64,
    /// The whole of it.
    pub request: Bar,
    /// In the order of the attempts, each with the milliseconds from the arrival to its start.
    pub attempts: Vec<(Bar, u64)>,
}

impl Timeline {
    pub fn of(request: &RequestDetail) -> Self {
        let begun = |at: DateTime<Utc>| {
            let ms = (at - request.started_at).num_milliseconds();
            u64::try_from(ms).unwrap_or(0)
        };
        let ends = request
            .attempts
            .iter()
            .map(|attempt| begun(attempt.started_at) + u64::from(attempt.duration_ms));
        // Clocks and stopwatches differ by a millisecond.
        let total_ms = ends
            .chain([u64::from(request.duration_ms), 1])
            .max()
            .unwrap_or(1);
        let bar = |start: u64, ttft: Option<u32>, duration: u32| {
            let share = |ms: u64| ms as f64 / total_ms as f64;
            Bar {
                start: share(start),
                first: ttft.map(|ttft| share(start + u64::from(ttft.min(duration)))),
                end: share(start + u64::from(duration)),
            }
        };
        let attempts = request.attempts.iter().map(|attempt| {
            let start = begun(attempt.started_at);
            (bar(start, attempt.ttft_ms, attempt.duration_ms), start)
        });
        Self {
            total_ms,
            request: bar(0, request.ttft_ms, request.duration_ms),
            attempts: attempts.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::failed_over;

    #[test]
    fn attempts_stand_where_they_began() {
        let line = Timeline::of(&failed_over());
        assert_eq!(line.total_ms, 1000);
        let (first, second) = (line.attempts[0], line.attempts[1]);
        assert_eq!(
            (first.0.start, first.0.first, first.0.end),
            (0.0, None, 0.25)
        );
        assert_eq!((second.0.start, second.1), (0.5, 500));
        assert_eq!((second.0.first, second.0.end), (Some(0.75), 1.0));
        assert_eq!(line.request.first, Some(0.75));
    }

    #[test]
    fn nothing_reaches_beyond_the_end() {
        let mut odd = failed_over();
        odd.duration_ms = 0;
        odd.attempts[0].started_at -= chrono::TimeDelta::seconds(5);
        odd.attempts[1].ttft_ms = Some(9000);
        let line = Timeline::of(&odd);
        for (bar, _) in &line.attempts {
            assert!(bar.start >= 0.0 && bar.end <= 1.0, "{bar:?}");
            assert!(bar.first.is_none_or(|first| first <= bar.end), "{bar:?}");
        }
    }
}
