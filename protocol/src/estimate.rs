//! How many tokens a request is likely to cost, from its bytes alone: for limits, and for `count_tokens` where
//! the upstream has none. Within a factor of about 1.3 for prose; never a substitute for the provider's count.

use memchr::{memchr, memchr2};
use routex_entity::Dialect;

/// Estimates are summed in quarters of a token, so that short strings do not round up one by one.
const UNITS_PER_TOKEN: u64 = 4;
/// Tokens of an image, whatever its size: what a picture of a million pixels costs with most providers.
const IMAGE_TOKENS: u64 = 1_500;
/// Base64 bytes that hold about one page of a PDF, and what such a page costs.
const PAGE_BYTES: u64 = 64 * 1024;
const PAGE_TOKENS: u64 = 2_000;
/// A shorter string is no medium, whatever it looks like.
const MEDIUM_BYTES: usize = 256;

/// Tokens that this many units make.
pub fn tokens(units: u64) -> u64 {
    units.div_ceil(UNITS_PER_TOKEN)
}

/// Weight of a text in quarters of a token: four ASCII letters, or one CJK character, are one token.
pub fn text_units(text: &[u8]) -> u64 {
    if text.is_ascii() {
        return text.len() as u64;
    }
    text.iter().map(|byte| units_of(*byte)).sum()
}

/// Input tokens of a JSON request. Punctuation of JSON is free, media cost a flat price.
pub fn request_tokens(body: &[u8]) -> u64 {
    scan(body).tokens
}

/// What one look over the bytes of a JSON text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scan {
    pub tokens: u64,
    /// How deep arrays and objects nest.
    pub depth: u32,
    pub hints: Hints,
}

/// What is worth a closer look. `false` is certain but for names that were written with escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Hints {
    /// There may be images, documents or sound.
    pub media: bool,
    /// There may be tools that are no functions.
    pub tools: bool,
}

pub(super) fn scan(body: &[u8]) -> Scan {
    let mut seen = Seen::default();
    let mut depth = Depth::default();
    let mut rest = body;
    while let Some(open) = memchr(b'"', rest) {
        depth.punctuation(&rest[..open]);
        let start = open + 1;
        let length = string_length(&rest[start..]);
        seen.string(&rest[start..start + length]);
        rest = rest.get(start + length + 1..).unwrap_or_default();
    }
    depth.punctuation(rest);
    Scan {
        tokens: seen.tokens(),
        depth: depth.deepest,
        hints: seen.hints,
    }
}

/// Input tokens of a file in a form.
pub(super) fn file_tokens() -> u64 {
    IMAGE_TOKENS
}

/// The answer to a `count_tokens` call.
pub fn count_tokens_body(dialect: Dialect, tokens: u64) -> Vec<u8> {
    match dialect {
        Dialect::Anthropic => format!(r#"{{"input_tokens":{tokens}}}"#),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            format!(r#"{{"object":"response.input_tokens","input_tokens":{tokens}}}"#)
        }
        Dialect::Gemini => format!(r#"{{"totalTokens":{tokens}}}"#),
    }
    .into_bytes()
}

/// The weight of a character is laid on its first byte.
fn units_of(byte: u8) -> u64 {
    match byte {
        0x00..=0x7F => 1,
        // Continuation of a character.
        0x80..=0xBF => 0,
        // Accented Latin, Greek, Cyrillic, Hebrew, Arabic; Indic scripts and typographic marks.
        0xC0..=0xE2 => 2,
        // Chinese, Japanese, Korean.
        0xE3..=0xEF => 4,
        // Emoji and rare scripts.
        0xF0..=0xFF => 8,
    }
}

/// Bytes up to the closing quote of a string, or to the end.
fn string_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = memchr2(b'"', b'\\', &bytes[at..]) {
        at += found;
        if bytes[at] == b'"' {
            return at;
        }
        at = (at + 2).min(bytes.len());
    }
    bytes.len()
}

#[derive(Default)]
struct Depth {
    current: u32,
    deepest: u32,
}

impl Depth {
    fn punctuation(&mut self, between_strings: &[u8]) {
        for byte in between_strings {
            match byte {
                b'{' | b'[' => {
                    self.current = self.current.saturating_add(1);
                    self.deepest = self.deepest.max(self.current);
                }
                b'}' | b']' => self.current = self.current.saturating_sub(1),
                _ => {}
            }
        }
    }
}

/// What was met so far, string by string.
#[derive(Default)]
struct Seen<'a> {
    units: u64,
    /// The string before: the key, when the current one is a value.
    previous: &'a [u8],
    /// Images announced by their block's type.
    images: u64,
    /// Media given as base64. The same image usually counts here too, so the larger number holds.
    media: u64,
    document_tokens: u64,
    hints: Hints,
}

impl<'a> Seen<'a> {
    fn string(&mut self, text: &'a [u8]) {
        match kind_of(self.previous, text) {
            Kind::Text => self.units = self.units.saturating_add(text_units(text)),
            Kind::Image => self.images += 1,
            Kind::Medium => self.media += 1,
            Kind::Document => {
                let pages = (text.len() as u64).div_ceil(PAGE_BYTES);
                self.document_tokens = self
                    .document_tokens
                    .saturating_add(pages.saturating_mul(PAGE_TOKENS));
            }
            Kind::Opaque => {}
        }
        self.hints.note(self.previous, text);
        self.previous = text;
    }

    fn tokens(&self) -> u64 {
        tokens(self.units)
            .saturating_add(self.images.max(self.media).saturating_mul(IMAGE_TOKENS))
            .saturating_add(self.document_tokens)
    }
}

impl Hints {
    fn note(&mut self, previous: &[u8], text: &[u8]) {
        if previous == b"type" {
            match text {
                b"text"
                | b"string"
                | b"object"
                | b"array"
                | b"integer"
                | b"number"
                | b"boolean"
                | b"null"
                | b"function"
                | b"tool_use"
                | b"tool_result"
                | b"message"
                | b"input_text"
                | b"output_text"
                | b"reasoning"
                | b"thinking"
                | b"function_call"
                | b"function_call_output"
                | b"ephemeral"
                | b"base64"
                | b"enabled"
                | b"adaptive"
                | b"json_schema" => {}
                b"image" | b"image_url" | b"input_image" | b"document" | b"file"
                | b"input_file" | b"input_audio" => self.media = true,
                _ => self.tools = true,
            }
        } else if matches!(text.len(), 8..=21) && matches!(text[0], b'c'..=b'i' | b'u') {
            // Gemini names things by their keys.
            match text {
                b"inlineData" | b"inline_data" | b"fileData" | b"file_data" => self.media = true,
                b"googleSearch"
                | b"google_search"
                | b"googleSearchRetrieval"
                | b"googleMaps"
                | b"google_maps"
                | b"codeExecution"
                | b"code_execution"
                | b"computerUse"
                | b"computer_use"
                | b"enterpriseWebSearch"
                | b"fileSearch"
                | b"file_search"
                | b"urlContext"
                | b"url_context" => self.tools = true,
                _ => {}
            }
        }
    }
}

enum Kind {
    Text,
    /// The type of an image block.
    Image,
    /// Base64 of an image or sound.
    Medium,
    /// Base64 of a PDF.
    Document,
    /// Signatures and sealed reasoning, which providers do not charge by their length.
    Opaque,
}

fn kind_of(key: &[u8], text: &[u8]) -> Kind {
    if text.len() < MEDIUM_BYTES {
        return match (key, text) {
            (b"type", b"image" | b"image_url" | b"input_image") => Kind::Image,
            _ => Kind::Text,
        };
    }
    match key {
        b"signature" | b"thoughtSignature" | b"thought_signature" | b"encrypted_content" => {
            Kind::Opaque
        }
        // `"type":"base64","media_type":…,"data":…` and data URLs; a PDF begins with `%PDF`.
        b"data" | b"file_data" | b"url" | b"image_url" | b"b64_json" if is_base64(text) => {
            if payload(text).starts_with(b"JVBERi") {
                Kind::Document
            } else {
                Kind::Medium
            }
        }
        _ => Kind::Text,
    }
}

/// What follows `data:…;base64,`.
fn payload(text: &[u8]) -> &[u8] {
    if !text.starts_with(b"data:") {
        return text;
    }
    memchr(b',', text).map_or(text, |comma| &text[comma + 1..])
}

fn is_base64(text: &[u8]) -> bool {
    payload(text).iter().take(MEDIUM_BYTES).all(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_' | b'\\')
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn english_is_about_four_letters_a_token() {
        assert_eq!(tokens(text_units(b"The quick brown fox jumps over it")), 9);
    }

    #[test]
    fn a_chinese_character_is_about_a_token() {
        assert_eq!(tokens(text_units("你好世界".as_bytes())), 4);
    }

    #[test]
    fn an_image_costs_the_same_however_large_and_however_it_is_sent() {
        let image = |bytes: usize| {
            let data = "iVBORw0K".repeat(bytes / 8);
            format!(
                r#"{{"messages":[{{"content":[{{"type":"image","source":{{"type":"base64","data":"{data}"}}}}]}}]}}"#
            )
        };
        let small = request_tokens(image(1_000).as_bytes());
        assert_eq!(small, request_tokens(image(1_000_000).as_bytes()));
        assert!(
            (IMAGE_TOKENS..IMAGE_TOKENS + 30).contains(&small),
            "{small}"
        );

        let by_url =
            r#"{"content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}"#;
        assert!(request_tokens(by_url.as_bytes()) >= IMAGE_TOKENS);
    }

    #[test]
    fn a_document_costs_by_its_pages() {
        let pdf = format!(
            r#"{{"data":"JVBERi{}"}}"#,
            "A".repeat(3 * PAGE_BYTES as usize)
        );
        assert_eq!(request_tokens(pdf.as_bytes()), tokens(4) + 4 * PAGE_TOKENS);
    }

    #[test]
    fn sealed_reasoning_is_free_but_base64_in_a_text_is_text() {
        let long = "QUJD".repeat(1_000);
        let sealed = format!(r#"{{"signature":"{long}"}}"#);
        assert_eq!(request_tokens(sealed.as_bytes()), tokens(9));
        let text = format!(r#"{{"text":"{long}"}}"#);
        assert_eq!(request_tokens(text.as_bytes()), tokens(4 + 4_000));
    }

    #[test]
    fn an_escaped_quote_does_not_end_a_string() {
        assert_eq!(request_tokens(br#"{"a":"\"bcd\\"}"#), tokens(1 + 7));
    }

    #[test]
    fn brackets_inside_strings_do_not_nest() {
        assert_eq!(scan(br#"{"a":["[[[[",{"b":1}]}"#).depth, 3);
    }

    #[test]
    fn the_answer_has_the_shape_of_the_dialect() {
        let body = |dialect| String::from_utf8(count_tokens_body(dialect, 7)).unwrap();
        assert_eq!(body(Dialect::Anthropic), r#"{"input_tokens":7}"#);
        assert_eq!(body(Dialect::Gemini), r#"{"totalTokens":7}"#);
        assert_eq!(
            body(Dialect::OpenaiResponses),
            r#"{"object":"response.input_tokens","input_tokens":7}"#
        );
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_estimated(body: Vec<u8>) {
            prop_assert!(request_tokens(&body) <= 2 * body.len() as u64 + 1);
        }
    }
}
