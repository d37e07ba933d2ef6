//! Server-sent events: where one ends, and what it says.
//!
//! Lines end with LF, CRLF or CR; an empty line ends the event. A CR at the end of what has arrived is not judged
//! before the next byte, so that frames are the same wherever the network cut.

use std::borrow::Cow;

use memchr::memchr2;

use super::frames::Frame;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Remembers how far the current frame was searched, so that no byte is looked at twice.
#[derive(Debug, Default)]
pub(super) struct SseBoundary {
    /// Where the line being searched begins.
    line: usize,
    /// Up to where it has no line end.
    searched: usize,
}

impl SseBoundary {
    /// The length of the frame that `bytes` begins with.
    pub(super) fn next(&mut self, bytes: &[u8]) -> Option<usize> {
        loop {
            let Some(found) = memchr2(b'\n', b'\r', bytes.get(self.searched..)?) else {
                self.searched = bytes.len();
                return None;
            };
            let end = self.searched + found;
            let next_line = match bytes[end..] {
                [b'\r'] => {
                    self.searched = end;
                    return None;
                }
                [b'\r', b'\n', ..] => end + 2,
                _ => end + 1,
            };
            let blank = end == self.line;
            self.line = next_line;
            self.searched = next_line;
            if blank {
                *self = Self::default();
                return Some(next_line);
            }
        }
    }
}

/// Reads one event. Several `data` lines are joined with LF. A frame that is no event at all but JSON, as a
/// provider may answer when it fails, is its own data.
pub(super) fn read(frame: &[u8]) -> Frame<'_> {
    let frame = frame.strip_prefix(BYTE_ORDER_MARK).unwrap_or(frame);
    if let Some(b'{' | b'[') = frame.trim_ascii_start().first() {
        return Frame {
            event: None,
            data: Some(Cow::Borrowed(frame.trim_ascii())),
        };
    }
    let mut event = None;
    let mut data: Option<Cow<'_, [u8]>> = None;
    let mut rest = frame;
    while !rest.is_empty() {
        let length = memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let (name, value) = field(&rest[..length]);
        rest = rest.get(length + 1..).unwrap_or_default();
        match name {
            b"data" => match &mut data {
                None => data = Some(Cow::Borrowed(value)),
                Some(lines) => {
                    let lines = lines.to_mut();
                    lines.push(b'\n');
                    lines.extend_from_slice(value);
                }
            },
            b"event" => event = Some(value),
            _ => {}
        }
    }
    Frame { event, data }
}

/// Name and value of a line; one space after the colon is not a part of the value. A comment has no name.
fn field(line: &[u8]) -> (&[u8], &[u8]) {
    let Some(colon) = memchr::memchr(b':', line) else {
        return (line, b"");
    };
    let value = &line[colon + 1..];
    (&line[..colon], value.strip_prefix(b" ").unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;
    use crate::frames::{Frames, Framing};

    type Event = (Option<String>, Option<String>);

    /// Every frame's raw bytes and meaning, and what was left, when the bytes arrive in these chunks.
    fn frames<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> (Vec<(Vec<u8>, Event)>, Bytes) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut frames = Frames::new(Framing::Sse);
        let mut found = Vec::new();
        for chunk in chunks {
            let Some((work, mut end)) = frames.push(Bytes::copy_from_slice(chunk)) else {
                continue;
            };
            let mut start = 0;
            loop {
                let frame = frames.read(&work[start..end]);
                let event = (frame.event.map(text), frame.data.as_deref().map(text));
                found.push((work[start..end].to_vec(), event));
                start = end;
                match frames.next(&work[start..]) {
                    Some(length) => end = start + length,
                    None => break,
                }
            }
            frames.hold(&work[start..]);
        }
        (found, frames.take_rest())
    }

    fn events(stream: &str) -> Vec<Event> {
        frames([stream.as_bytes()])
            .0
            .into_iter()
            .map(|(_, event)| event)
            .collect()
    }

    fn event(name: Option<&str>, data: Option<&str>) -> Event {
        (name.map(str::to_owned), data.map(str::to_owned))
    }

    #[test]
    fn the_three_line_ends_mean_the_same() {
        for end in ["\n", "\r\n", "\r"] {
            let stream =
                format!("event: a{end}data: 1{end}{end}data:2{end}data: 3{end}{end}: end{end}");
            assert_eq!(
                events(&stream),
                [event(Some("a"), Some("1")), event(None, Some("2\n3"))],
                "{end:?}"
            );
        }
    }

    #[test]
    fn comments_unknown_fields_and_the_byte_order_mark_say_nothing() {
        assert_eq!(
            events("\u{FEFF}data: 1\n\n: hello\n\nid: 7\nretry: 3\ndata\n\n"),
            [
                event(None, Some("1")),
                event(None, None),
                event(None, Some(""))
            ]
        );
    }

    #[test]
    fn a_body_that_is_json_is_one_frame_of_data() {
        assert_eq!(
            read(b"{\n  \"error\": {}\n}\n").data.as_deref(),
            Some(&b"{\n  \"error\": {}\n}"[..])
        );
    }

    #[test]
    fn what_is_incomplete_is_kept_back_exactly() {
        let (found, rest) = frames([&b"data: 1\r\n\r\ndata: 2\r"[..]]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, b"data: 1\r\n\r\n");
        assert_eq!(rest, &b"data: 2\r"[..]);
    }

    #[test]
    fn a_frame_within_a_chunk_is_not_copied() {
        let chunk = Bytes::from_static(b"data: 1\n\ndata: 2");
        let address = chunk.as_ptr();
        let (work, end) = Frames::new(Framing::Sse).push(chunk).unwrap();
        assert_eq!((work.as_ptr(), end), (address, 9));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_are_framed_without_panic_and_without_loss(
            stream in prop::collection::vec(prop_oneof![
                any::<u8>(),
                prop::sample::select(&b"\r\n:dataevent \xEF\xBB\xBF"[..]),
            ], 0..200),
            size in 1..40_usize,
        ) {
            let (found, rest) = frames(stream.chunks(size));
            let mut bytes: Vec<u8> = found.into_iter().flat_map(|(raw, _)| raw).collect();
            bytes.extend(&rest);
            prop_assert_eq!(bytes, stream);
        }

        #[test]
        fn frames_are_the_same_however_the_bytes_arrive(
            lines in prop::collection::vec("(data: ?|event: ?|:)?[a-z]{0,3}(\n|\r\n|\r){1,3}", 0..12),
            size in 1..9_usize,
        ) {
            let stream = lines.concat();
            let whole = frames([stream.as_bytes()]);
            prop_assert_eq!(&frames(stream.as_bytes().chunks(size)), &whole);
            for at in 0..stream.len() {
                let (left, right) = stream.as_bytes().split_at(at);
                prop_assert_eq!(&frames([left, right]), &whole);
            }
            let mut bytes: Vec<u8> = whole.0.iter().flat_map(|(raw, _)| raw.clone()).collect();
            bytes.extend(&whole.1);
            prop_assert_eq!(bytes, stream.into_bytes());
        }
    }
}
