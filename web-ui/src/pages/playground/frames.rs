//! Server-sent events, put together from the pieces in which they arrive. Pure.

#[derive(Debug, Default)]
pub struct Frames {
    /// Bytes of a line that has not ended.
    rest: Vec<u8>,
    /// Lines of data of an event that has not ended.
    data: Vec<String>,
}

impl Frames {
    /// The data of the events that are complete with these bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut whole = Vec::new();
        for byte in bytes {
            match byte {
                b'\n' => whole.extend(self.line()),
                byte => self.rest.push(*byte),
            }
        }
        whole
    }

    /// What was still open when the stream ended.
    pub fn finish(mut self) -> Option<String> {
        let open = self.line();
        open.or_else(|| self.line())
    }

    /// A line has ended; the event with it, if the line is empty.
    fn line(&mut self) -> Option<String> {
        let line = String::from_utf8_lossy(&self.rest).into_owned();
        self.rest.clear();
        let line = line.strip_suffix('\r').unwrap_or(&line);
        if line.is_empty() {
            let data = std::mem::take(&mut self.data);
            return (!data.is_empty()).then(|| data.join("\n"));
        }
        if let Some(data) = line.strip_prefix("data:") {
            let data = data.strip_prefix(' ').unwrap_or(data);
            self.data.push(data.to_owned());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_the_same_however_they_are_cut() {
        let stream = "event: a\r\ndata: {\"t\":\"né\"}\r\n\r\n: alive\n\ndata:1\ndata: 2\n\ndata: [DONE]\n\n";
        let expected = ["{\"t\":\"né\"}", "1\n2", "[DONE]"];
        for size in [1, 2, 3, 7, 1000] {
            let mut frames = Frames::default();
            let pieces = stream.as_bytes().chunks(size);
            let events: Vec<_> = pieces.flat_map(|piece| frames.push(piece)).collect();
            assert_eq!(events, expected, "{size}");
            assert_eq!(frames.finish(), None);
        }
    }

    #[test]
    fn what_was_open_at_the_end_is_kept() {
        let mut frames = Frames::default();
        assert!(frames.push(b"data: {}").is_empty());
        assert_eq!(frames.finish().as_deref(), Some("{}"));
    }
}
