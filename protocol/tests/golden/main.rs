//! The golden files in `protocol/golden`: what every dialect's requests, answers and streams become in the others.
//!
//! Each file is one case: a title, a few words, what came in (under the name of its dialect), and what each other dialect
//! gets. `UPDATE_GOLDEN=1` writes the latter anew; read the difference before it is committed.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod file;
mod translation;

use routex_entity::Dialect;

use crate::file::{Direction, File};

const FEWEST: usize = 12;

fn cases(direction: Direction, dialect: Dialect) -> Vec<File> {
    let cases = File::all(direction, dialect);
    assert!(
        cases.len() >= FEWEST,
        "{direction:?} {dialect}: {} cases",
        cases.len()
    );
    cases
}

fn are_current(direction: Direction, dialect: Dialect) {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut stale = Vec::new();
    for case in cases(direction, dialect) {
        let current = case.with(&translation::all(&case));
        if update {
            std::fs::write(&case.path, current).unwrap();
        } else if current != case.text {
            stale.push(format!("{}\n{current}", case.path.display()));
        }
    }
    assert!(stale.is_empty(), "stale:\n{}", stale.join("\n"));
}

fn cuts_change_nothing(dialect: Dialect) {
    for (number, case) in cases(Direction::Stream, dialect).into_iter().enumerate() {
        let clients: Vec<Dialect> = case.others().collect();
        for client in &clients {
            let whole = translation::stream(&case, *client, [case.source.as_bytes()]);
            let bytes = translation::stream(&case, *client, case.source.as_bytes().chunks(1));
            assert_eq!(bytes, whole, "{} byte by byte", case.path.display());
        }
        // Who gets it makes no difference to where it may be cut, and this takes long.
        let client = clients[number % clients.len()];
        let whole = translation::stream(&case, client, [case.source.as_bytes()]);
        let frames = case.source.split_inclusive("\n\n");
        let longest = frames.map(str::len).max().unwrap_or_default();
        for at in 0..longest {
            let cut = translation::stream(&case, client, cut(&case.source, at));
            assert_eq!(cut, whole, "{} at {at} of each frame", case.path.display());
        }
    }
}

/// Cuts each frame that is long enough at the same place, so that every chunk but the first is the end of a frame and the
/// beginning of another, and often whole frames between them.
fn cut(stream: &str, at: usize) -> Vec<&[u8]> {
    let mut chunks = Vec::new();
    let mut rest = stream.as_bytes();
    // From the last cut to the frame, and to the cut in it.
    let mut before = 0;
    for frame in stream.split_inclusive("\n\n") {
        if at < frame.len() {
            let (chunk, after) = rest.split_at(before + at);
            chunks.push(chunk);
            rest = after;
            before = frame.len() - at;
        } else {
            before += frame.len();
        }
    }
    chunks.push(rest);
    chunks
}

macro_rules! dialects {
    ($($name:ident: $dialect:ident),*) => {$(
        mod $name {
            use super::*;

            #[test]
            fn requests() {
                are_current(Direction::Request, Dialect::$dialect);
            }

            #[test]
            fn answers() {
                are_current(Direction::Answer, Dialect::$dialect);
            }

            #[test]
            fn streams() {
                are_current(Direction::Stream, Dialect::$dialect);
            }

            #[test]
            fn streams_are_the_same_however_they_are_cut() {
                cuts_change_nothing(Dialect::$dialect);
            }
        }
    )*};
}

dialects!(anthropic: Anthropic, openai_chat: OpenaiChat, openai_responses: OpenaiResponses, gemini: Gemini);
