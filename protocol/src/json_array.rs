//! A stream that is one JSON array, element by element: Gemini without `alt=sse`.

use std::borrow::Cow;

use memchr::memchr2;

use super::frames::Frame;

/// Follows brackets and strings through the array.
#[derive(Debug, Default)]
pub(super) struct ArrayBoundary {
    /// Up to where the current frame was looked at.
    searched: usize,
    /// Open brackets; 1 between the elements.
    depth: u32,
    /// The outermost bracket is the array's.
    in_array: bool,
    in_string: bool,
    /// The next byte of the string is escaped.
    escaped: bool,
    /// The last bracket was closed.
    over: bool,
}

impl ArrayBoundary {
    /// Whether everything that was opened is closed, the array too.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// The length of the frame that `bytes` begins with: an element with what separates it from the one before, or
    /// the closing bracket.
    pub(super) fn next(&mut self, bytes: &[u8]) -> Option<usize> {
        while self.searched < bytes.len() {
            if self.escaped {
                self.escaped = false;
                self.searched += 1;
                continue;
            }
            if self.in_string {
                let Some(found) = memchr2(b'"', b'\\', &bytes[self.searched..]) else {
                    self.searched = bytes.len();
                    return None;
                };
                let at = self.searched + found;
                self.escaped = bytes[at] == b'\\';
                self.in_string = self.escaped;
                self.searched = at + 1;
                continue;
            }
            let byte = bytes[self.searched];
            self.searched += 1;
            match byte {
                b'"' => self.in_string = true,
                b'[' | b'{' => {
                    self.in_array |= self.depth == 0 && byte == b'[';
                    self.depth = self.depth.saturating_add(1);
                }
                b']' | b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.over = self.depth == 0;
                    // An object outside of any array is an error that came bare.
                    if self.depth == 0 || (self.in_array && self.depth == 1 && byte == b'}') {
                        return Some(std::mem::take(&mut self.searched));
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// The element without what separates it from others.
pub(super) fn read(frame: &[u8]) -> Frame<'_> {
    let separator = |byte: &u8| matches!(byte, b'[' | b']' | b',') || byte.is_ascii_whitespace();
    let start = frame.iter().position(|byte| !separator(byte));
    Frame {
        event: None,
        data: start.map(|start| Cow::Borrowed(&frame[start..])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = "[{\"a\": \"]}\\\\\\\"{\"}\n,\r\n{\"b\": [{}, []]}\n]\n";

    fn elements(chunk: usize) -> Vec<String> {
        let mut boundary = ArrayBoundary::default();
        let mut start = 0;
        let mut found = Vec::new();
        for end in (0..STREAM.len())
            .step_by(chunk)
            .skip(1)
            .chain([STREAM.len()])
        {
            while let Some(length) = boundary.next(&STREAM.as_bytes()[start..end]) {
                let frame = read(&STREAM.as_bytes()[start..start + length]);
                let data = frame.data.unwrap_or_default();
                found.push(String::from_utf8(data.into_owned()).unwrap());
                start += length;
            }
        }
        found
    }

    #[test]
    fn elements_are_found_wherever_the_stream_was_cut() {
        for chunk in 1..=STREAM.len() {
            assert_eq!(
                elements(chunk),
                ["{\"a\": \"]}\\\\\\\"{\"}", "{\"b\": [{}, []]}", ""],
                "in chunks of {chunk}"
            );
        }
    }

    #[test]
    fn a_bare_object_is_a_frame() {
        let error = b"{\"error\": {\"code\": 500}}";
        assert_eq!(ArrayBoundary::default().next(error), Some(error.len()));
    }

    #[test]
    fn an_array_is_over_with_its_last_bracket() {
        let stream = STREAM.trim_end().as_bytes();
        for end in 0..=stream.len() {
            let mut boundary = ArrayBoundary::default();
            let mut start = 0;
            while let Some(length) = boundary.next(&stream[start..end]) {
                start += length;
            }
            assert_eq!(boundary.is_over(), end == stream.len(), "cut at {end}");
        }
    }
}
