//! The proof that a thought is the provider's own and comes back as it was: what stands for Anthropic's signature, for
//! OpenAI's encrypted content and for Gemini's thought signature.

use base64::{Engine, prelude::BASE64_STANDARD};
use routex_entity::Dialect;
use sha2::{Digest, Sha256};

use super::media;

/// `about`: what the seal vouches for.
pub(super) fn of(dialect: Dialect, about: &str) -> String {
    let digest = Sha256::digest(format!("{} {about}", dialect.as_str()));
    let mut sealed = format!("sim-seal/{}/", dialect.as_str()).into_bytes();
    sealed.extend_from_slice(&digest);
    BASE64_STANDARD.encode(sealed)
}

/// Whether this is a seal of the simulator, whatever it vouches for.
pub(super) fn is_own(dialect: Dialect, seal: &str) -> bool {
    let mark = format!("sim-seal/{}/", dialect.as_str());
    media::decoded(seal).is_some_and(|sealed| {
        sealed.starts_with(mark.as_bytes()) && sealed.len() == mark.len() + Sha256::output_size()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_for_one_dialect_and_one_thing() {
        let seal = of(Dialect::Anthropic, "a thought");
        assert!(is_own(Dialect::Anthropic, &seal));
        assert!(!is_own(Dialect::Gemini, &seal));
        assert_ne!(seal, of(Dialect::Anthropic, "another"));
        assert!(!is_own(Dialect::Anthropic, "c2ltLXNlYWw="));
    }
}
