//! Names and ids that fit where they go, and find back.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

/// Tool names that had to be changed for a provider, and what they were.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    originals: HashMap<String, String>,
}

impl Names {
    /// A name that has at most `max` letters, digits, underscores and hyphens: the name itself if it is one.
    pub fn fit(&mut self, name: &str, max: usize) -> String {
        let fitted = fit(name, max);
        self.keep(&fitted, name);
        fitted
    }

    /// Keeps what a name was that had to be changed in another way.
    pub fn keep(&mut self, fitted: &str, original: &str) {
        if fitted != original {
            self.originals
                .insert(fitted.to_owned(), original.to_owned());
        }
    }

    /// As the client named it.
    pub fn original<'a>(&'a self, name: &'a str) -> &'a str {
        self.originals.get(name).map_or(name, String::as_str)
    }
}

/// A call id that a provider accepts: itself if it fits, otherwise one that is made from it and always the same.
pub fn fit_id(id: &str, max: usize) -> String {
    fit(id, max)
}

fn fit(text: &str, max: usize) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !text.is_empty() && text.len() <= max && text.bytes().all(plain) {
        return text.to_owned();
    }
    const MARK: usize = 9;
    let mut fitted: String = text
        .chars()
        .map(|letter| match u8::try_from(letter) {
            Ok(byte) if plain(byte) => letter,
            _ => '_',
        })
        .take(max.saturating_sub(MARK))
        .collect();
    // What was cut off or replaced tells two apart.
    let digest = Sha256::digest(text);
    fitted.push('_');
    for byte in &digest[..4] {
        for nibble in [byte >> 4, byte & 0xF] {
            fitted.extend(char::from_digit(u32::from(nibble), 16));
        }
    }
    fitted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_name_is_found_again() {
        let mut names = Names::default();
        let long = "mcp__".repeat(20);
        let short = names.fit(&long, 64);
        assert_eq!(short.len(), 64);
        assert_eq!(names.original(&short), long);
        assert_eq!(names.fit("plain", 64), "plain");
        assert_eq!(names.original("plain"), "plain");
    }

    proptest! {
        #[test]
        fn every_name_fits_and_different_names_stay_different(one in ".{0,100}", other in ".{0,100}") {
            let (a, b) = (fit_id(&one, 40), fit_id(&other, 40));
            prop_assert!(!a.is_empty() && a.len() <= 40 && a.is_ascii());
            prop_assert_eq!(a == b, one == other);
        }
    }
}
