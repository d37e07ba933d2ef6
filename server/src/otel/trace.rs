//! The trace that a request belongs to: continued from the client's headers by W3C Trace Context, or begun here.

use actix_http::header::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::{
    SpanId, TraceFlags, TraceId,
    trace::{SpanContext, TraceState},
};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// Where a request stands in a trace.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trace {
    pub id: TraceId,
    /// The request's own span.
    pub span: SpanId,
    /// The client's span, when it continues the client's trace.
    pub parent: Option<SpanId>,
    /// Whether the spans are delivered. A client that sent a trace along has decided that itself.
    pub sampled: bool,
    pub state: TraceState,
}

impl Trace {
    /// Continues what the headers tell, or begins a trace of which the share `ratio` is kept.
    pub fn begin(headers: &HeaderMap, ratio: f64) -> Self {
        if let Some((id, parent, sampled)) = single(headers, &TRACEPARENT).and_then(parse) {
            return Self {
                id,
                span: new_span(),
                parent: Some(parent),
                sampled,
                state: state(headers),
            };
        }
        let id = TraceId::from(rand::random::<u128>().max(1));
        Self {
            id,
            span: new_span(),
            parent: None,
            sampled: is_sampled(id, ratio),
            // Belongs to a trace that cannot be continued.
            state: TraceState::NONE,
        }
    }

    /// Puts the context of one of its spans into the headers of a request, in the place of what was there.
    pub fn put_into(&self, headers: &mut HeaderMap, span: SpanId) {
        let flags = u8::from(self.sampled);
        let context = format!("00-{}-{span}-{flags:02x}", self.id);
        headers.remove(&TRACEPARENT);
        headers.remove(&TRACESTATE);
        let Ok(context) = HeaderValue::from_str(&context) else {
            return;
        };
        headers.insert(TRACEPARENT, context);
        let state = self.state.header();
        if let Some(state) = HeaderValue::from_str(&state)
            .ok()
            .filter(|_| !state.is_empty())
        {
            headers.insert(TRACESTATE, state);
        }
    }

    pub fn context(&self, span: SpanId) -> SpanContext {
        let flags = TraceFlags::default().with_sampled(self.sampled);
        SpanContext::new(self.id, span, flags, false, self.state.clone())
    }
}

pub(super) fn new_span() -> SpanId {
    SpanId::from(rand::random::<u64>().max(1))
}

/// The one value of a header. Several are as good as none, as the standard has it.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name);
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// Trace, parent and whether it is sampled. What a later version adds behind a dash is not looked at.
fn parse(header: &str) -> Option<(TraceId, SpanId, bool)> {
    let header = header.trim_matches([' ', '\t']);
    let (known, rest) = header.split_at_checked(55)?;
    let bytes = known.as_bytes();
    let is_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let well_formed = bytes.iter().enumerate().all(|(at, byte)| match at {
        2 | 35 | 52 => *byte == b'-',
        _ => is_hex(byte),
    });
    let version = known.get(..2)?;
    let as_version_says = match version {
        "ff" => false,
        "00" => rest.is_empty(),
        _ => rest.is_empty() || rest.starts_with('-'),
    };
    if !well_formed || !as_version_says {
        return None;
    }
    let trace = TraceId::from_hex(known.get(3..35)?).ok()?;
    let parent = SpanId::from_hex(known.get(36..52)?).ok()?;
    let flags = u8::from_str_radix(known.get(53..55)?, 16).ok()?;
    let valid = trace != TraceId::INVALID && parent != SpanId::INVALID;
    valid.then_some((trace, parent, flags & 1 == 1))
}

/// What other tracing systems keep. Dropped as a whole when any of it cannot be read.
fn state(headers: &HeaderMap) -> TraceState {
    let texts: Option<Vec<&str>> = headers
        .get_all(TRACESTATE)
        .map(|value| value.to_str().ok())
        .collect();
    let list = texts.unwrap_or_default().join(",");
    list.parse().unwrap_or_default()
}

/// Whether a trace is among the share that is kept. All who go by the same rule agree on a trace.
fn is_sampled(id: TraceId, ratio: f64) -> bool {
    let [.., a, b, c, d, e, f, g, h] = id.to_bytes();
    let place = u64::from_be_bytes([a, b, c, d, e, f, g, h]) >> 1;
    // Rounded towards the whole at both ends, so that 0 is none and 1 is all.
    (place as f64) < ratio * (1_u64 << 63) as f64 || ratio >= 1.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const PARENT: &str = "00f067aa0ba902b7";

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        headers
    }

    #[test]
    fn a_clients_trace_is_continued() {
        for (header, sampled) in [
            (format!("00-{ID}-{PARENT}-01"), true),
            (format!("00-{ID}-{PARENT}-00"), false),
            (format!("00-{ID}-{PARENT}-03"), true),
            (format!("cc-{ID}-{PARENT}-01"), true),
            (format!("cc-{ID}-{PARENT}-01-what-comes"), true),
        ] {
            let trace = Trace::begin(
                &headers(&[
                    ("traceparent", &header),
                    ("tracestate", "a=1,b=2"),
                    ("tracestate", " c@v=3"),
                ]),
                0.0,
            );

            assert_eq!(trace.id.to_string(), ID, "{header}");
            assert_eq!(trace.parent.unwrap().to_string(), PARENT, "{header}");
            assert_eq!(trace.sampled, sampled, "{header}");
            assert_eq!(trace.state.header(), "a=1,b=2,c@v=3");
            assert_ne!(Some(trace.span), trace.parent);
        }
    }

    #[test]
    fn what_is_not_valid_begins_a_new_trace_without_its_state() {
        let upper = ID.to_uppercase();
        for header in [
            String::new(),
            format!("ff-{ID}-{PARENT}-01"),
            format!("00-{ID}-{PARENT}-01-more"),
            format!("00-{ID}-{PARENT}-01-"),
            format!("00-{ID}-{PARENT}-1"),
            format!("00-{ID}-{PARENT}"),
            format!("00-{upper}-{PARENT}-01"),
            format!("cc-{ID}-{PARENT}-01.more"),
            format!("00-{}-{PARENT}-01", "0".repeat(32)),
            format!("00-{ID}-{}-01", "0".repeat(16)),
            format!("0-{ID}-{PARENT}-001"),
        ] {
            let trace = Trace::begin(
                &headers(&[("traceparent", &header), ("tracestate", "a=1")]),
                1.0,
            );

            assert_ne!(trace.id.to_string(), ID, "{header}");
            assert_eq!((trace.parent, trace.sampled), (None, true), "{header}");
            assert_eq!(trace.state, TraceState::NONE);
        }
        let twice = format!("00-{ID}-{PARENT}-01");
        let trace = Trace::begin(
            &headers(&[("traceparent", &twice), ("traceparent", &twice)]),
            1.0,
        );
        assert_eq!(trace.parent, None);
    }

    #[test]
    fn a_state_that_cannot_be_read_is_dropped_alone() {
        let parent = format!("00-{ID}-{PARENT}-01");
        let trace = Trace::begin(
            &headers(&[("traceparent", &parent), ("tracestate", "a=1,Not Good")]),
            1.0,
        );

        assert_eq!(trace.id.to_string(), ID);
        assert_eq!(trace.state, TraceState::NONE);
    }

    #[test]
    fn the_context_of_a_span_takes_the_place_of_what_was_there() {
        let parent = format!("00-{ID}-{PARENT}-01");
        let mut outgoing = headers(&[
            ("traceparent", &parent),
            ("traceparent", "other"),
            ("tracestate", "a=1"),
        ]);
        let trace = Trace::begin(&headers(&[("traceparent", &parent)]), 1.0);
        let span = new_span();

        trace.put_into(&mut outgoing, span);

        let sent: Vec<_> = outgoing.get_all("traceparent").collect();
        assert_eq!(sent, [&format!("00-{ID}-{span}-01")]);
        assert!(!outgoing.contains_key("tracestate"));
    }

    #[test]
    fn the_share_that_is_kept_is_as_asked() {
        let kept = |ratio| {
            let ids = (0..20_000_u64).map(|n| {
                // Spread evenly over all ids.
                let low = n.wrapping_mul(u64::MAX / 20_000);
                TraceId::from(u128::from(low).max(1))
            });
            ids.filter(|id| is_sampled(*id, ratio)).count()
        };

        assert_eq!(kept(0.0), 0);
        assert_eq!(kept(1.0), 20_000);
        assert!((4_990..=5_010).contains(&kept(0.25)), "{}", kept(0.25));
        assert!(is_sampled(TraceId::from(u128::MAX), 1.0));
    }

    proptest! {
        #[test]
        fn no_header_does_harm(parent in "\\PC*", state in "[ -~]*") {
            let _ = parse(&parent);
            let _ = state.parse::<TraceState>();
        }

        #[test]
        fn what_is_sent_can_be_continued(id in 1_u128.., flag: bool) {
            let ratio = f64::from(u8::from(flag));
            let mut trace = Trace::begin(&HeaderMap::new(), ratio);
            trace.id = TraceId::from(id);
            let mut sent = HeaderMap::new();
            let span = new_span();
            trace.put_into(&mut sent, span);

            let next = Trace::begin(&sent, 0.5);
            prop_assert_eq!((next.id, next.parent, next.sampled), (trace.id, Some(span), flag));
        }
    }
}
