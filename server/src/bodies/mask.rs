//! Secrets within texts: those that Routex knows, those that look like one, and what the operator wants masked. Pure.

mod look;

use std::borrow::Cow;

use memchr::memmem;
use regex::bytes::{NoExpand, Regex, RegexBuilder};

use look::LOOKALIKES;

/// What stands for what is masked.
const MASK: &[u8] = b"[masked]";
/// Shorter secrets are words that servers without authentication get; masking them would garble every text.
const LEAST: usize = 6;
/// Bytes that a compiled pattern may take up.
const MOST_COMPILED: usize = 1 << 20;
/// Characters of a pattern.
const LONGEST_PATTERN: usize = 500;

/// What the operator wants masked.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    texts: Vec<String>,
    compiled: Vec<Regex>,
}

/// The secrets that Routex knows, longest first: one may be a part of another.
#[derive(Debug)]
pub(super) struct Known(Vec<Vec<u8>>);

/// A pattern of the operator, held to bounds.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn pattern(text: &str) -> Result<Regex, String> {
    if text.chars().count() > LONGEST_PATTERN {
        return Err(format!("is longer than {LONGEST_PATTERN} characters"));
    }
    let compiled = RegexBuilder::new(text)
        .size_limit(MOST_COMPILED)
        .dfa_size_limit(MOST_COMPILED)
        .build();
    let pattern = compiled.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => {
            "is too large once compiled; repeat less in it".to_owned()
        }
        // The message draws the pattern over several lines; the last one says what is wrong.
        error => {
            let drawn = error.to_string();
            let reason = drawn.lines().last().unwrap_or_default();
            format!(
                "is no regular expression: {}",
                reason.trim_start_matches("error: ")
            )
        }
    })?;
    if pattern.is_match(b"") {
        return Err(
            "matches where nothing is, so it would mask between all letters; ask for more"
                .to_owned(),
        );
    }
    Ok(pattern)
}

impl Patterns {
    /// Patterns that are held to their rules when they are set.
    pub fn new(texts: Vec<String>) -> Self {
        let compiled = texts.iter().filter_map(|text| match pattern(text) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                tracing::error!(
                    error,
                    "a pattern of body_redact cannot be used; set it again"
                );
                None
            }
        });
        Self {
            compiled: compiled.collect(),
            texts,
        }
    }

    pub fn are(&self, texts: &[String]) -> bool {
        self.texts == texts
    }
}

impl Known {
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut known = Vec::new();
        for secret in secrets {
            if secret.len() < LEAST {
                continue;
            }
            known.push(secret.as_bytes().to_vec());
            let in_json = serde_json::to_string(secret).unwrap_or_default();
            let in_json = in_json.trim_matches('"');
            known.push(in_json.as_bytes().to_vec());
            known.push(in_json.replace('/', "\\/").into_bytes());
        }
        known.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        known.dedup();
        Self(known)
    }
}

/// `text` with everything masked that must not be read.
pub(super) fn masked<'t>(text: Cow<'t, [u8]>, known: &Known, patterns: &Patterns) -> Cow<'t, [u8]> {
    let mut text = text;
    for secret in &known.0 {
        if let Some(masked) = without(&text, secret) {
            text = Cow::Owned(masked);
        }
    }
    for (look, replacement) in LOOKALIKES.iter() {
        if let Cow::Owned(masked) = look.replace_all(&text, *replacement) {
            text = Cow::Owned(masked);
        }
    }
    for pattern in &patterns.compiled {
        if let Cow::Owned(masked) = pattern.replace_all(&text, NoExpand(MASK)) {
            text = Cow::Owned(masked);
        }
    }
    text
}

/// `None`: the secret is not in there.
fn without(text: &[u8], secret: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::new();
    let mut from = 0;
    for found in memmem::find_iter(text, secret) {
        kept.extend_from_slice(text.get(from..found)?);
        kept.extend_from_slice(MASK);
        from = found + secret.len();
    }
    if from == 0 {
        return None;
    }
    kept.extend_from_slice(text.get(from..)?);
    Some(kept)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mask(text: &str, known: &[&str], patterns: &[&str]) -> String {
        let patterns = Patterns::new(patterns.iter().map(|&text| text.to_owned()).collect());
        let known = Known::new(known.iter().copied());
        let masked = masked(Cow::Borrowed(text.as_bytes()), &known, &patterns);
        String::from_utf8(masked.into_owned()).unwrap()
    }

    #[test]
    fn known_secrets_are_masked_in_every_writing() {
        for (text, secret, expected) in [
            (
                "key canary-1, canary-1!",
                "canary-1",
                "key [masked], [masked]!",
            ),
            (r#"{"k":"ab\/cd\"ef"}"#, "ab/cd\"ef", r#"{"k":"[masked]"}"#),
            (r#"{"k":"ab/cd\"ef"}"#, "ab/cd\"ef", r#"{"k":"[masked]"}"#),
            ("none of it", "none", "none of it"),
        ] {
            assert_eq!(mask(text, &[secret], &[]), expected);
        }
        assert_eq!(
            mask("secret-long", &["secret", "secret-long"], &[]),
            "[masked]"
        );
    }

    #[test]
    fn the_operators_patterns_are_taken_as_they_are() {
        let text = "card 4111-1111, mail a@b.example";
        let patterns = [r"\d{4}-\d{4}", r"(?i)[a-z]+@[A-Z.]+"];
        assert_eq!(mask(text, &[], &patterns), "card [masked], mail [masked]");
    }

    #[test]
    fn patterns_are_bounded() {
        for (text, told) in [
            ("a(b", "is no regular expression: unclosed group"),
            ("x*", "matches where nothing is"),
            ("(?:a{1000}){1000}", "is too large once compiled"),
            (&"a".repeat(501), "is longer than 500 characters"),
        ] {
            let error = pattern(text).unwrap_err();
            assert!(error.starts_with(told), "{error}");
        }
        assert!(pattern(r"\bACME-\d+\b").is_ok());
    }

    proptest! {
        #[test]
        fn no_known_secret_is_left(before in "[ -~]{0,80}", secret in "[ -~]{6,40}", after in "[ -~]{0,80}") {
            // What is left may be a secret by chance when its beginning is its end.
            prop_assume!(!"[masked]".contains(&secret));
            let masked = mask(&format!("{before}\n{secret}\n{after}"), &[&secret], &[]);
            let lines: Vec<&str> = masked.split('\n').collect();
            prop_assert!(!lines.contains(&secret.as_str()));
        }

        #[test]
        fn nothing_makes_it_panic(text in prop::collection::vec(any::<u8>(), 0..300), secret: String) {
            let known = Known::new([secret.as_str()]);
            masked(Cow::Borrowed(&text), &known, &Patterns::default());
        }
    }
}
