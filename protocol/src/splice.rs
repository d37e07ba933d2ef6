//! Exchanging the model name in a request while every other byte stays as it came.

use std::ops::Range;

use bytes::{BufMut, Bytes, BytesMut};

/// The body with the model name at `span` exchanged. `json`: the span is a JSON string with its quotes; otherwise
/// it is the bare value of a form field. The same bytes come back, uncopied, when the name stays the same or the
/// span does not lie in the body.
pub fn splice(body: &Bytes, span: &Range<usize>, model: &str, json: bool) -> Bytes {
    let Some(current) = body.get(span.clone()) else {
        return body.clone();
    };
    if names(current, model, json) {
        return body.clone();
    }
    let quoted;
    let value = if json {
        quoted = serde_json::Value::from(model).to_string();
        quoted.as_bytes()
    } else {
        model.as_bytes()
    };
    let mut spliced = BytesMut::with_capacity(body.len() - current.len() + value.len());
    spliced.put_slice(&body[..span.start]);
    spliced.put_slice(value);
    spliced.put_slice(&body[span.end..]);
    spliced.freeze()
}

/// Whether the bytes already say this name.
fn names(current: &[u8], model: &str, json: bool) -> bool {
    if !json {
        return current == model.as_bytes();
    }
    serde_json::from_slice::<String>(current).is_ok_and(|name| name == model)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_name_costs_no_copy() {
        let body = Bytes::from_static(br#"{"model":"gpt\u002d5"}"#);
        let same = splice(&body, &(9..21), "gpt-5", true);
        assert_eq!(same.as_ptr(), body.as_ptr());
        assert_eq!(same, body);
    }

    #[test]
    fn a_form_field_is_exchanged_bare() {
        let body = Bytes::from_static(b"\r\n\r\nwhisper-1\r\n--x");
        assert_eq!(
            splice(&body, &(4..13), "w\"2", false),
            &b"\r\n\r\nw\"2\r\n--x"[..]
        );
    }

    #[test]
    fn a_span_outside_the_body_changes_nothing() {
        let body = Bytes::from_static(b"{}");
        assert_eq!(splice(&body, &(1..9), "m", true), body);
    }

    proptest! {
        #[test]
        fn no_span_panics(body: Vec<u8>, start in 0..300_usize, end in 0..300_usize, new in "\\PC*", json: bool) {
            let spliced = splice(&Bytes::from(body.clone()), &(start..end), &new, json);
            if start > end || end > body.len() {
                prop_assert_eq!(spliced, body);
            }
        }

        #[test]
        fn every_other_byte_stays(before: Vec<u8>, old in "\\PC*", after: Vec<u8>, new in "\\PC*") {
            let old = serde_json::to_string(&old).unwrap();
            let body = Bytes::from([before.as_slice(), old.as_bytes(), after.as_slice()].concat());
            let span = before.len()..before.len() + old.len();
            let spliced = splice(&body, &span, &new, true);
            prop_assert_eq!(&spliced[..span.start], before.as_slice());
            prop_assert_eq!(&spliced[spliced.len() - after.len()..], after.as_slice());
            let middle = &spliced[span.start..spliced.len() - after.len()];
            prop_assert_eq!(serde_json::from_slice::<String>(middle).unwrap(), new);
        }
    }
}
