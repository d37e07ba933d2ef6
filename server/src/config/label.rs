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

/// Labels for the secrets of one channel: those that look alike are numbered.
pub(super) fn labels(secrets: &[Secret]) -> Vec<String> {
    let plain: Vec<String> = secrets.iter().map(label).collect();
    plain
        .iter()
        .enumerate()
        .map(|(index, own)| {
            let earlier = plain[..index].iter().filter(|other| *other == own).count();
            match earlier {
                0 => own.clone(),
                _ => format!("{own} #{}", earlier + 1),
            }
        })
        .collect()
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
