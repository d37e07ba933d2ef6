//! What operators see instead of a secret.

use super::Secret;

/// Characters shown at the beginning and at the end.
const HEAD: usize = 3;
const TAIL: usize = 4;
/// Shorter secrets show nothing: what is left over would be too easy to guess.
const SHORTEST_SHOWN: usize = 16;

/// `sk-…wxyz`, or `…` for a short secret.
pub fn label(secret: &Secret) -> String {
    let characters: Vec<char> = secret.expose().chars().collect();
    if characters.len() < SHORTEST_SHOWN {
        return "…".to_owned();
    }
    let (head, tail) = (&characters[..HEAD], &characters[characters.len() - TAIL..]);
    head.iter().chain(&['…']).chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_ends_of_a_long_secret_are_shown() {
        let shown = |secret: &str| label(&Secret::new(secret));
        assert_eq!(shown("sk-proj-0123456789wxyz"), "sk-…wxyz");
        assert_eq!(shown("ключ-ключ-ключ-ключ"), "клю…ключ");
        assert_eq!(shown("0123456789abcde"), "…");
        assert_eq!(shown(""), "…");
    }
}
