//! Files within texts: long runs of base64 give way to a line that says what was there. Pure.

use std::{borrow::Cow, ops::Range};

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use sha2::{Digest, Sha256};

/// Characters of the shortest run that gives way: hardly a file is shorter, and hardly a word is longer.
const SHORTEST: usize = 512;
/// A run of fewer different characters is a line, or a bar.
const LEAST_VARIED: usize = 16;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// `text` with its files left out; the very same where it has none.
pub(super) fn left_out(text: &[u8]) -> Cow<'_, [u8]> {
    let mut kept: Option<Vec<u8>> = None;
    let mut from = 0;
    for run in runs(text) {
        let kept = kept.get_or_insert_default();
        kept.extend_from_slice(text.get(from..run.start).unwrap_or_default());
        from = run.end;
        kept.extend_from_slice(described(text.get(run).unwrap_or_default()).as_bytes());
    }
    match kept {
        Some(mut kept) => {
            kept.extend_from_slice(text.get(from..).unwrap_or_default());
            Cow::Owned(kept)
        }
        None => Cow::Borrowed(text),
    }
}

/// The line that stands for a file.
pub(super) fn line(kind: &str, bytes: &[u8]) -> String {
    let mut line = format!("[{kind}, {} bytes, sha256 ", bytes.len());
    for byte in Sha256::digest(bytes) {
        line.push_str(&format!("{byte:02x}"));
    }
    line.push(']');
    line
}

/// Where files are, as far as one can tell.
fn runs(text: &[u8]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = at;
        while let Some(length) = text.get(at..).and_then(letter) {
            at += length;
        }
        let length = at - start;
        while text.get(at) == Some(&b'=') {
            at += 1;
        }
        if length >= SHORTEST && is_varied(text.get(start..at).unwrap_or_default()) {
            runs.push(start..at);
        }
        if at == start {
            at += 1;
        }
    }
    runs
}

/// Bytes of the letter of base64 that the text begins with. JSON may write a slash with a backslash.
fn letter(text: &[u8]) -> Option<usize> {
    match text {
        [b'\\', b'/', ..] => Some(2),
        [
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'-' | b'_',
            ..,
        ] => Some(1),
        _ => None,
    }
}

fn is_varied(run: &[u8]) -> bool {
    let mut seen = [false; 256];
    for byte in run {
        if let Some(seen) = seen.get_mut(usize::from(*byte)) {
            *seen = true;
        }
    }
    seen.iter().filter(|seen| **seen).count() >= LEAST_VARIED
}

/// Length and digest are those of the file, so that it can be recognised.
fn described(run: &[u8]) -> String {
    let standard: Vec<u8> = run
        .iter()
        .filter(|byte| **byte != b'\\')
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        })
        .collect();
    match LENIENT.decode(&standard) {
        Ok(file) => line("base64", &file),
        // One letter too many, or cut.
        Err(_no_file) => line("base64 text", run),
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;

    fn file(length: usize) -> Vec<u8> {
        (0..length)
            .map(|index| (index * 31 % 251) as u8 ^ (index >> 3) as u8)
            .collect()
    }

    fn left(text: &str) -> String {
        String::from_utf8(left_out(text.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn a_file_is_named_by_its_length_and_digest_however_it_is_written() {
        let file = file(1000);
        let named = line("base64", &file);
        assert!(named.starts_with("[base64, 1000 bytes, sha256 "), "{named}");
        let standard = STANDARD.encode(&file);
        for written in [
            standard.clone(),
            standard.trim_end_matches('=').to_owned(),
            URL_SAFE_NO_PAD.encode(&file),
            standard.replace('/', "\\/"),
        ] {
            let text = format!(r#"{{"url":"data:image/png;base64,{written}","n":1}}"#);
            let expected = format!(r#"{{"url":"data:image/png;base64,{named}","n":1}}"#);
            assert_eq!(left(&text), expected);
        }
    }

    #[test]
    fn words_lines_and_short_things_stay() {
        let short = STANDARD.encode(file(300));
        for text in [
            "",
            "Say something.",
            &short,
            &"-".repeat(2000),
            &"ab".repeat(2000),
        ] {
            assert_eq!(left(text), text);
        }
        assert!(matches!(left_out(b"plain"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn no_run_of_that_length_is_left(parts in prop::collection::vec("[ -~]{0,40}|[A-Za-z0-9+/]{400,700}={0,2}", 0..6)) {
            let left = left(&parts.concat());
            let longest = runs(left.as_bytes());
            prop_assert!(longest.is_empty());
        }
    }
}
