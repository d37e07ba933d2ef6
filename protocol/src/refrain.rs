//! What the events of one stream have in common: most differ in nothing but their text.
//!
//! Two events that were read in full and said nothing but some text show where that text stands. A later one that is the
//! same before and after it, and has nothing between that could end a JSON string, needs no reading: it is as well-formed
//! as they were, and says the same but for the text.

use super::estimate;

/// Events that never repeat themselves (numbered ones) are not compared for ever.
const TRIES: u32 = 8;

/// The part of an event that repeats.
#[derive(Debug, Default)]
pub(super) struct Refrain {
    state: State,
    tries: u32,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Unheard,
    /// One event that only brought text.
    Once(Vec<u8>),
    Known {
        before: Vec<u8>,
        after: Vec<u8>,
    },
}

impl Refrain {
    /// The weight of the text of an event that differs from earlier ones in nothing else.
    pub(super) fn recognise(&self, frame: &[u8]) -> Option<u64> {
        let State::Known { before, after } = &self.state else {
            return None;
        };
        let text = frame
            .strip_prefix(before.as_slice())?
            .strip_suffix(after.as_slice())?;
        is_plain(text)
            .then(|| estimate::text_units(text))
            .filter(|units| *units > 0)
    }

    /// An event was read in full and brought text of this weight, and nothing else.
    pub(super) fn learn(&mut self, frame: &[u8], units: u64) {
        if self.tries >= TRIES {
            return;
        }
        self.tries += 1;
        if let State::Once(earlier) = &self.state
            && let Some((before, after)) = common(earlier, frame)
        {
            let text = &frame[before.len()..frame.len() - after.len()];
            // The string that differs may be another one, an id for instance.
            if is_plain(text) && estimate::text_units(text) == units {
                self.state = State::Known {
                    before: before.to_vec(),
                    after: after.to_vec(),
                };
                return;
            }
        }
        self.state = State::Once(frame.to_vec());
    }
}

/// What both begin and end with, cut back to the quotes around the string in which they differ.
fn common<'a>(one: &[u8], other: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let same = |(a, b): &(&u8, &u8)| a == b;
    let head = one.iter().zip(other).take_while(same).count();
    let most = one.len().min(other.len()) - head;
    let tail = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(same)
        .count()
        .min(most);
    let opening = other[..head].iter().rposition(|byte| *byte == b'"')?;
    let closing = other[other.len() - tail..]
        .iter()
        .position(|byte| *byte == b'"')?;
    let before = &other[..=opening];
    let after = &other[other.len() - tail + closing..];
    in_string(before).then_some((before, after))
}

/// Whether the bytes end inside a JSON string.
fn in_string(bytes: &[u8]) -> bool {
    let mut inside = false;
    let mut escaped = false;
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            _ => {}
        }
    }
    inside
}

/// Nothing in it ends or escapes, and it is text.
fn is_plain(text: &[u8]) -> bool {
    let ordinary = |byte: &u8| !matches!(byte, b'"' | b'\\' | 0..0x20);
    text.iter().all(ordinary) && std::str::from_utf8(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(text: &str) -> Vec<u8> {
        format!("data: {{\"id\":\"c1\",\"delta\":{{\"content\":\"{text}\"}},\"finish\":null}}\n\n")
            .into()
    }

    fn knowing() -> Refrain {
        let mut refrain = Refrain::default();
        for text in ["This", " is"] {
            refrain.learn(&event(text), estimate::text_units(text.as_bytes()));
        }
        refrain
    }

    #[test]
    fn an_event_with_another_text_is_recognised() {
        for text in [" the", "s", "日本語", " with: {braces}, [and] so on"] {
            assert_eq!(
                knowing().recognise(&event(text)),
                Some(estimate::text_units(text.as_bytes())),
                "{text}"
            );
        }
    }

    #[test]
    fn whatever_could_mean_more_is_read_in_full() {
        let finish = String::from_utf8(event("x"))
            .unwrap()
            .replace("null", "\"stop\"");
        for other in [
            event("a\\nb"),
            event("a\",\"finish\":\"stop\",\"x\":\""),
            event(""),
            event("a\u{1}b"),
            finish.into_bytes(),
            b"data: {\"id\":\"c1\",\"delta\":{\"content\":\"cut".to_vec(),
            [
                &b"data: {\"id\":\"c1\",\"delta\":{\"content\":\""[..],
                &[0xff],
                b"\"},\"finish\":null}\n\n",
            ]
            .concat(),
        ] {
            assert_eq!(
                knowing().recognise(&other),
                None,
                "{}",
                String::from_utf8_lossy(&other)
            );
        }
    }

    #[test]
    fn a_changing_id_is_not_taken_for_the_text() {
        let mut refrain = Refrain::default();
        let event = |id: &str| format!("{{\"id\":\"{id}\",\"text\":\"same\"}}").into_bytes();
        for id in ["abcdefgh1", "abcdefgh2", "abcdefgh3"] {
            refrain.learn(&event(id), 1_000);
        }
        assert_eq!(refrain.recognise(&event("abcdefgh4")), None);
    }

    #[test]
    fn a_difference_outside_of_strings_is_none_of_the_text() {
        let mut refrain = Refrain::default();
        let event =
            |number: u32| format!("{{\"a\":\"x\",\"n\":{number},\"b\":\"y\"}}").into_bytes();
        for number in 1..5 {
            refrain.learn(&event(number), estimate::text_units(b","));
        }
        assert_eq!(refrain.recognise(&event(9)), None);
    }
}
