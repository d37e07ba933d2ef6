//! What secrets look like, whoever issued them. One too many is masked rather than one too few.

use std::sync::LazyLock;

use regex::bytes::Regex;

/// Patterns, and what takes the place of their matches.
const LOOKS: &[(&str, &str)] = &[
    // Before all else: what is in there looks like other things.
    (
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\s\\]*(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)?",
        "[masked]",
    ),
    // OpenAI, Anthropic, OpenRouter, DeepSeek and many others; Stripe.
    (r"\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}", "[masked]"),
    // Routex's own client keys and admin tokens.
    (r"\br[ax]-[A-Za-z0-9_-]{16,}", "[masked]"),
    // Google.
    (r"\bAIza[A-Za-z0-9_-]{30,}", "[masked]"),
    (r"\bya29\.[A-Za-z0-9_-]{20,}", "[masked]"),
    (r"\bGOCSPX-[A-Za-z0-9_-]{20,}", "[masked]"),
    // xAI, Groq, Perplexity, Hugging Face, Replicate.
    (r"\b(?:xai-|gsk_|pplx-|hf_|r8_)[A-Za-z0-9]{20,}", "[masked]"),
    // GitHub, GitLab, npm.
    (r"\bgh[pousr]_[A-Za-z0-9]{20,}", "[masked]"),
    (r"\bgithub_pat_[A-Za-z0-9_]{20,}", "[masked]"),
    (r"\bglpat-[A-Za-z0-9_-]{16,}", "[masked]"),
    (r"\bnpm_[A-Za-z0-9]{30,}", "[masked]"),
    // Slack.
    (r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}", "[masked]"),
    // AWS.
    (r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b", "[masked]"),
    // JSON web tokens.
    (
        r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
        "[masked]",
    ),
    (
        r"(?i)\b(bearer|basic)(\s+)[A-Za-z0-9._~+/=-]{16,}",
        "$1$2[masked]",
    ),
    // The password within an address.
    (
        r#"\b([a-z][a-z0-9+.-]{1,20}:(?:\\?/){2}[^\s/:@"'\\]{0,64}:)[^\s/@"'\\]{3,}@"#,
        "$1[masked]@",
    ),
    // Whatever is called a secret where it is set.
    (
        r#"(?i)\b((?:[a-z0-9]{1,20}[_-]?){0,4}(?:api[_-]?key|secret[_-]?key|access[_-]?key|client[_-]?secret|auth[_-]?token|access[_-]?token|refresh[_-]?token|password|passwd)\\*["']?\s*[:=]\s*\\*["']?)[^\s"'\\,;&<>(){}\[\]]{8,}"#,
        "$1[masked]",
    ),
];

/// The same, ready.
pub(super) static LOOKALIKES: LazyLock<Vec<(Regex, &'static [u8])>> = LazyLock::new(|| {
    let ready = LOOKS
        .iter()
        .filter_map(|(look, replacement)| Some((Regex::new(look).ok()?, replacement.as_bytes())));
    ready.collect()
});

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::bodies::mask::{Known, Patterns, masked};

    fn mask(text: &str) -> String {
        let known = Known::new([]);
        let masked = masked(Cow::Borrowed(text.as_bytes()), &known, &Patterns::default());
        String::from_utf8(masked.into_owned()).unwrap()
    }

    #[test]
    fn every_look_is_a_pattern() {
        assert_eq!(LOOKALIKES.len(), LOOKS.len());
    }

    #[test]
    fn what_looks_like_a_key_is_masked() {
        let letters = "Abcdefghijklmnopqrstuvwxyz0123456789";
        for secret in [
            format!("sk-ant-api03-{letters}"),
            format!("sk-proj-{letters}"),
            format!("sk_live_{letters}"),
            format!("rx-{letters}"),
            format!("ra-{letters}"),
            format!("AIza{letters}"),
            format!("gsk_{letters}"),
            format!("hf_{letters}"),
            format!("ghp_{letters}"),
            format!("github_pat_{letters}"),
            "xoxb-0123456789-abc".to_owned(),
            "AKIA0123456789ABCDEF".to_owned(),
            format!("eyJhbGciOiJIUzI1NiJ9.eyJ{letters}.sig-{letters}"),
        ] {
            let text = format!(r#"{{"content":"my key is {secret}, keep it"}}"#);
            assert_eq!(
                mask(&text),
                r#"{"content":"my key is [masked], keep it"}"#,
                "{secret}"
            );
        }
    }

    #[test]
    fn what_is_called_a_secret_is_masked_and_its_name_stays() {
        for (text, expected) in [
            (
                "Authorization: Bearer abcdef0123456789-._~",
                "Authorization: Bearer [masked]",
            ),
            (
                r#"{"x_api_key": "correct-horse"}"#,
                r#"{"x_api_key": "[masked]"}"#,
            ),
            (
                r#"{"arguments":"{\"password\":\"correct-horse\"}"}"#,
                r#"{"arguments":"{\"password\":\"[masked]\"}"}"#,
            ),
            (
                "AWS_SECRET_ACCESS_KEY=correct/horse+battery\\nNEXT=1",
                "AWS_SECRET_ACCESS_KEY=[masked]\\nNEXT=1",
            ),
            (
                "postgres://me:pa55word@db.example/x",
                "postgres://me:[masked]@db.example/x",
            ),
            (
                "-----BEGIN RSA PRIVATE KEY-----\\nMIIEabc+/=\\nxyz\\n-----END RSA PRIVATE KEY-----\\nHello",
                "[masked]\\nHello",
            ),
            (
                "\"-----BEGIN PRIVATE KEY-----\\nMIIEabc\", and more",
                "\"[masked]\", and more",
            ),
        ] {
            assert_eq!(mask(text), expected);
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        for text in [
            "Say something about task-management and risk-assessment-frameworks.",
            r#"{"properties":{"password":{"type":"string"}}}"#,
            "The password is required. The bearer of bad news.",
            "https://example.com/a:b@c",
            "disk-usage-by-directory-and-file",
            r#"{"id":"chatcmpl-abc","usage":{"prompt_tokens":11}}"#,
        ] {
            assert_eq!(mask(text), text);
        }
    }
}
