//! Patterns of model names: `*` stands for any text. Letters are the same in either case. Pure.

/// Whether the whole name is as the pattern says.
pub fn matches(pattern: &str, name: &str) -> bool {
    let (mut pattern, mut name) = (pattern.as_bytes(), name.as_bytes());
    // Where to go on when the text that the last star stands for must be longer.
    let mut longer: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern.split_first(), name.split_first()) {
            (Some((b'*', rest)), _) => {
                pattern = rest;
                longer = Some((rest, name));
            }
            (Some((expected, rest)), Some((found, others)))
                if expected.eq_ignore_ascii_case(found) =>
            {
                (pattern, name) = (rest, others);
            }
            (None, None) => return true,
            _ => match longer {
                Some((after, [_, shorter @ ..])) => {
                    (pattern, name) = (after, shorter);
                    longer = Some((after, shorter));
                }
                _ => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, name) in [
            ("*", ""),
            ("*", "gpt"),
            ("gpt-4o", "GPT-4o"),
            ("gpt-*", "gpt-"),
            ("*-vl-*", "qwen2.5-vl-72b-vl-"),
            ("a*b*c", "aXbYbZc"),
            ("**", "x"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("", "a"),
            ("gpt-4o", "gpt-4o-mini"),
            ("gpt-*", "xgpt-4"),
            ("*-vl", "qwen-vl-max"),
            ("a*b*c", "acb"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    proptest! {
        #[test]
        fn texts_put_in_for_the_stars_match(parts in proptest::collection::vec("[a-c]{0,3}", 1..5), put_in in "[a-c*é]{0,4}") {
            let pattern = parts.join("*");
            prop_assert!(matches(&pattern, &parts.join(&put_in)));
            prop_assert_eq!(matches(&pattern, "d"), pattern.bytes().all(|byte| byte == b'*') && !pattern.is_empty());
        }
    }
}
