//! A body as it is kept: unpacked, without files, without secrets, within its length. Pure.

use std::{
    borrow::Cow,
    io::{self, Read},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use routex_entity::api::{BodyEncoding, RequestBody};

use super::{
    folder::{Piece, SLACK},
    mask::{Known, Patterns, masked},
    media,
};

/// Bytes that a packed body is unpacked to.
const MOST_UNPACKED: u64 = 32 * 1024 * 1024;

/// How bodies are made legible.
pub(super) struct Rules<'p> {
    patterns: &'p Patterns,
    known: Known,
    keep_media: bool,
    /// Bytes.
    most: usize,
}

impl<'p> Rules<'p> {
    /// `secrets`: those that Routex knows. `most`: bytes of one body.
    pub fn new<'a>(
        patterns: &'p Patterns,
        secrets: impl IntoIterator<Item = &'a str>,
        keep_media: bool,
        most: u32,
    ) -> Self {
        Self {
            patterns,
            known: Known::new(secrets),
            keep_media,
            most: usize::try_from(most).unwrap_or(usize::MAX),
        }
    }

    pub fn apply(&self, piece: &Piece) -> RequestBody {
        let body = |encoding, text, truncated| RequestBody {
            part: piece.part,
            attempt: piece.attempt,
            encoding,
            text,
            bytes: piece.bytes,
            truncated,
        };
        let (content, is_cut) = match unpacked(piece) {
            Unpacked::Whole(content) => (content, false),
            Unpacked::Beginning(content) => (content, true),
            // Nobody can tell what must not be read in there.
            Unpacked::Unknown => {
                let line = media::line("packed in a way that Routex does not know", &piece.content);
                return body(BodyEncoding::LeftOut, line, piece.is_cut());
            }
        };
        let is_text = is_text(&content, is_cut);
        if !is_text && !self.keep_media {
            let line = media::line("not a text", &content);
            return body(BodyEncoding::LeftOut, line, is_cut);
        }
        let content = match self.keep_media {
            true => content,
            false => Cow::Owned(media::left_out(&content).into_owned()),
        };
        let mut content = masked(content, &self.known, self.patterns).into_owned();
        if is_cut {
            // The end may be the beginning of a secret that nobody can recognise.
            content.truncate(content.len().saturating_sub(SLACK));
        }
        let truncated = is_cut || content.len() > self.most;
        content.truncate(self.most);
        if !is_text {
            return body(BodyEncoding::Base64, STANDARD.encode(&content), truncated);
        }
        let text = match String::from_utf8(content) {
            Ok(text) => text,
            // Cut within a character, or a mask ate a part of one.
            Err(error) => legible(error.as_bytes()),
        };
        body(BodyEncoding::Text, text, truncated)
    }
}

/// Without the part of a character at its end.
fn legible(content: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(content).into_owned();
    if text.ends_with(char::REPLACEMENT_CHARACTER) {
        text.pop();
    }
    text
}

/// Text may have been cut within a character.
fn is_text(content: &[u8], is_cut: bool) -> bool {
    match std::str::from_utf8(content) {
        Ok(text) => !text.contains('\0'),
        Err(error) => is_cut && error.error_len().is_none(),
    }
}

/// A body as it was meant.
enum Unpacked<'p> {
    Whole(Cow<'p, [u8]>),
    Beginning(Cow<'p, [u8]>),
    Unknown,
}

fn unpacked(piece: &Piece) -> Unpacked<'_> {
    let packed: &[u8] = &piece.content;
    let coding = piece.coding.as_deref().unwrap_or_default();
    let (content, is_whole) = match coding.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => (Cow::Borrowed(packed), !piece.is_cut()),
        "gzip" | "x-gzip" => bounded(flate2::read::MultiGzDecoder::new(packed)),
        "deflate" => bounded(flate2::read::ZlibDecoder::new(packed)),
        "zstd" => match zstd::stream::read::Decoder::new(packed) {
            Ok(decoder) => bounded(decoder),
            Err(_no_memory) => return Unpacked::Unknown,
        },
        _ => return Unpacked::Unknown,
    };
    match (is_whole, content) {
        (true, content) => Unpacked::Whole(content),
        (false, content) if content.is_empty() => Unpacked::Unknown,
        (false, content) => Unpacked::Beginning(content),
    }
}

/// What can be read, and whether that is everything.
fn bounded(reader: impl Read) -> (Cow<'static, [u8]>, bool) {
    let mut content = Vec::new();
    let read: io::Result<usize> = reader.take(MOST_UNPACKED).read_to_end(&mut content);
    let is_whole = read.is_ok() && (content.len() as u64) < MOST_UNPACKED;
    (Cow::Owned(content), is_whole)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use bytes::Bytes;
    use routex_entity::api::BodyPart;

    use super::*;

    fn piece(content: &[u8]) -> Piece {
        Piece {
            part: BodyPart::Answer,
            attempt: None,
            content: Bytes::copy_from_slice(content),
            bytes: content.len() as u64,
            coding: None,
        }
    }

    fn kept(piece: &Piece, most: u32, keep_media: bool) -> RequestBody {
        let patterns = Patterns::default();
        Rules::new(&patterns, ["canary-secret"], keep_media, most).apply(piece)
    }

    #[test]
    fn a_packed_body_is_read_as_it_was_meant() {
        let text = "It says canary-secret.".repeat(50);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text.as_bytes()).unwrap();
        let zstd = zstd::bulk::compress(text.as_bytes(), 1).unwrap();
        let expected = "It says [masked].".repeat(50);
        for (coding, packed) in [("gzip", gzip.finish().unwrap()), ("zstd", zstd)] {
            let packed = Piece {
                coding: Some(coding.to_owned()),
                ..piece(&packed)
            };
            let kept = kept(&packed, 1 << 20, false);
            assert_eq!((kept.text, kept.truncated), (expected.clone(), false));
        }
        let unknown = Piece {
            coding: Some("br".to_owned()),
            ..piece(&[0xff, 0xfe, 0])
        };
        assert_eq!(
            kept(&unknown, 1 << 20, true).encoding,
            BodyEncoding::LeftOut
        );
    }

    #[test]
    fn what_is_longer_is_cut_between_characters_and_says_so() {
        let long = kept(&piece("äöü".as_bytes()), 3, false);
        assert_eq!((long.text.as_str(), long.truncated), ("ä", true));
        assert_eq!(long.bytes, 6);
        let exact = kept(&piece("äöü".as_bytes()), 6, false);
        assert_eq!((exact.text.as_str(), exact.truncated), ("äöü", false));
    }

    #[test]
    fn a_secret_across_the_cut_leaves_no_part() {
        for at in 0..40 {
            let text = format!(
                "{}canary-secret{}",
                "x ".repeat(50 + at),
                " y".repeat(SLACK)
            );
            let kept = kept(&piece(text.as_bytes()), 120, false);
            assert!(!kept.text.contains("canary"), "{}", kept.text);
        }
        // A stream that was cut where it was gathered.
        let text = format!("{}canary-sec", "x ".repeat(SLACK));
        let cut = Piece {
            bytes: 1 << 30,
            ..piece(text.as_bytes())
        };
        let kept = kept(&cut, 1 << 20, false);
        assert!(kept.truncated && !kept.text.contains("canary") && kept.text.starts_with("x x"));
    }

    #[test]
    fn what_is_no_text_is_left_out_unless_media_is_kept() {
        let audio = piece(&[0xff, 0xfb, 0, 1, 2]);
        let left_out = kept(&audio, 1 << 20, false);
        assert_eq!(left_out.encoding, BodyEncoding::LeftOut);
        assert!(left_out.text.starts_with("[not a text, 5 bytes, sha256 "));
        let whole = kept(&audio, 1 << 20, true);
        assert_eq!(
            (whole.encoding, whole.text.as_str()),
            (BodyEncoding::Base64, "//sAAQI=")
        );
    }
}
