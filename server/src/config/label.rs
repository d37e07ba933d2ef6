//! What operators see instead of a secret.

use crate::secret::Secret;

/// Shows the last four characters of a secret that is long enough for that to say nothing: `…wxyz`.
pub fn label(secret: &Secret) -> String {
    let secret = secret.expose();
    let tail = secret
        .char_indices()
        .rev()
        .nth(SHOWN - 1)
        .filter(|_| secret.chars().count() >= LEAST)
        .and_then(|(at, _)| secret.get(at..))
        .unwrap_or_default();
    format!("…{tail}")
}

const SHOWN: usize = 4;
const LEAST: usize = 20;

/// A label for one more secret of a channel: numbered when another one looks alike.
pub fn label_beside(secret: &Secret, taken: &[String]) -> String {
    numbered(label(secret), taken)
}

/// This label, or numbered the first that is free.
pub(super) fn numbered(plain: String, taken: &[String]) -> String {
    let is_free = |wanted: &String| !taken.contains(wanted);
    if is_free(&plain) {
        return plain;
    }
    // Of one number more than there are labels, one is free.
    (2..=taken.len() + 2)
        .map(|number| format!("{plain} #{number}"))
        .find(is_free)
        .unwrap_or(plain)
}

/// Labels for the secrets of one channel.
pub(super) fn labels(secrets: &[Secret]) -> Vec<String> {
    let mut labels = Vec::with_capacity(secrets.len());
    for secret in secrets {
        labels.push(label_beside(secret, &labels));
    }
    labels
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_long_secrets_show_their_end() {
        let shown = |text: &str| label(&Secret::new(text));

        assert_eq!(shown("sk-0123456789abcwxyz"), "…wxyz");
        assert_eq!(shown("sk-0123456789abcwxy"), "…");
        assert_eq!(shown(""), "…");
    }

    #[test]
    fn labels_of_one_channel_differ() {
        let secrets = ["short", "sk-0123456789abcwxyz", "brief"].map(Secret::new);

        assert_eq!(labels(&secrets), ["…", "…wxyz", "… #2"]);
    }

    #[test]
    fn a_label_beside_others_takes_the_first_free_number() {
        let taken = ["…", "… #2", "… #4"].map(str::to_owned);

        assert_eq!(label_beside(&Secret::new("short"), &taken), "… #3");
        assert_eq!(label_beside(&Secret::new("short"), &[]), "…");
    }

    proptest! {
        #[test]
        fn never_more_than_four_characters(secret in "\\PC{0,60}") {
            let shown = label(&Secret::new(secret.as_str()));
            let tail: Vec<char> = shown.chars().skip(1).collect();
            prop_assert!(tail.len() <= 4);
            prop_assert!(tail.is_empty() || secret.chars().count() >= 20);
        }
    }
}
