//! Proofs of reasoning, and how they travel through dialects that are not their own.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use memchr::memmem;
use routex_entity::Dialect;
use serde::{Deserialize, Serialize};

/// What a provider wants to see again to believe its own reasoning. Opaque, and of use to its own dialect only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The dialect of the provider that made it.
    pub origin: Dialect,
    /// Empty: the provider proves nothing. Such a seal only makes a client bring the thought back whole.
    pub value: String,
    /// The reasoning itself is inside (`redacted_thinking`), not beside it.
    pub redacted: bool,
}

/// How an envelope begins: no provider's own seal does.
const MARK: &str = "rx1:";
/// The same in base64, as far as what follows does not change it.
const MARK_IN_BASE64: &str = "cngxO";

impl Seal {
    pub fn new(origin: Dialect, value: impl Into<String>) -> Self {
        Self {
            origin,
            value: value.into(),
            redacted: false,
        }
    }

    /// As a client of a dialect gets it: bare in its own, in an envelope in any other. The envelope is base64, which is
    /// what every dialect's field takes.
    pub fn to_client(&self, dialect: Dialect) -> String {
        if self.origin == dialect {
            return self.value.clone();
        }
        let kind = if self.redacted { 'r' } else { 's' };
        let origin = self.origin.as_str();
        BASE64_STANDARD.encode(format!("{MARK}{origin}:{kind}:{}", self.value))
    }

    /// As a client of a dialect sent it back.
    pub fn from_client(dialect: Dialect, text: &str) -> Self {
        Self::open(text).unwrap_or_else(|| Self::new(dialect, text))
    }

    /// Whether a body may have an envelope in it.
    pub fn may_be_enveloped_in(body: &[u8]) -> bool {
        let quoted = [b"\"", MARK_IN_BASE64.as_bytes()].concat();
        memmem::find(body, &quoted).is_some()
    }

    /// What is in an envelope. `None`: the text is none. In either alphabet of base64, since some SDKs change it.
    pub fn open(text: &str) -> Option<Self> {
        // Its first bytes tell most seals apart without decoding them.
        if !text.starts_with(MARK_IN_BASE64) {
            return None;
        }
        let standard = text.replace('-', "+").replace('_', "/");
        let inside = String::from_utf8(BASE64_STANDARD.decode(standard).ok()?).ok()?;
        let (origin, rest) = inside.strip_prefix(MARK)?.split_once(':')?;
        let (kind, value) = rest.split_once(':')?;
        Some(Self {
            origin: origin.parse().ok()?,
            value: value.to_owned(),
            redacted: kind == "r",
        })
    }

    /// The bare seal, when it is of use to a provider of this dialect. Never empty.
    pub fn for_provider(&self, dialect: Dialect) -> Option<&str> {
        (self.origin == dialect && !self.value.is_empty()).then_some(&self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_comes_back_through_any_dialect() {
        for redacted in [false, true] {
            for origin in Dialect::ALL {
                for client in Dialect::ALL {
                    let seal = Seal {
                        redacted: redacted && origin != client,
                        ..Seal::new(*origin, "EqQB:CgIYAhIk/+=")
                    };
                    let sent = seal.to_client(*client);
                    assert_eq!(Seal::from_client(*client, &sent), seal);
                }
            }
        }
    }

    #[test]
    fn a_seal_that_proves_nothing_travels_and_is_of_no_use() {
        for origin in Dialect::ALL {
            let seal = Seal::new(*origin, "");
            for dialect in Dialect::ALL.iter().filter(|dialect| *dialect != origin) {
                let sent = seal.to_client(*dialect);
                assert!(!sent.is_empty());
                assert_eq!(Seal::from_client(*dialect, &sent), seal);
                assert_eq!(seal.for_provider(*dialect), None);
            }
            assert_eq!(seal.for_provider(*origin), None);
        }
    }

    #[test]
    fn an_envelope_is_seen_in_a_body_and_opened_in_either_alphabet() {
        let seal = Seal::new(Dialect::Anthropic, "??>>~~é");
        let sent = seal.to_client(Dialect::Gemini);
        for text in [sent.replace('+', "-").replace('/', "_"), sent] {
            let body = format!("{{\"thoughtSignature\": \"{text}\"}}");
            assert!(Seal::may_be_enveloped_in(body.as_bytes()), "{body}");
            assert_eq!(Seal::open(&text).as_ref(), Some(&seal));
        }
        assert!(!Seal::may_be_enveloped_in(
            b"{\"signature\": \"EqQBcngxO\"}"
        ));
    }

    #[test]
    fn foreign_text_is_a_seal_of_its_own_dialect() {
        for text in ["", "cngxO", "cngxOg==", "gAAAAAB", "模"] {
            let seal = Seal::from_client(Dialect::Gemini, text);
            assert_eq!(seal, Seal::new(Dialect::Gemini, text));
        }
    }
}
