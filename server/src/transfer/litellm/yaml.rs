//! YAML with bounds: a file from outside may be small and mean something endless.

use serde_json::Value;
use serde_saphyr::{from_str_with_options, options};

use crate::transfer::Unreadable;

/// Far more than any configuration has.
const MOST_NODES: usize = 200_000;
const DEEPEST: usize = 32;
/// What anchors and aliases may multiply a file to.
const MOST_REPEATED: usize = 20_000;

/// Reads one document. Messages name the line and never show what is there.
pub(super) fn parse(text: &str) -> Result<Value, Unreadable> {
    let options = options! {
        budget: serde_saphyr::budget! {
            max_depth: DEEPEST,
            max_nodes: MOST_NODES,
            max_events: 2 * MOST_NODES,
            max_aliases: 2_000,
            max_anchors: 2_000,
            max_documents: 1,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: MOST_REPEATED,
            max_replay_stack_depth: 16,
            max_alias_expansions_per_anchor: 1_000,
        },
        with_snippet: false,
    };
    from_str_with_options(text, options).map_err(|error| {
        let place = error
            .location()
            .map(|at| format!(" (line {}, column {})", at.line(), at.column()))
            .unwrap_or_default();
        Unreadable::new(
            "text",
            format!("is not YAML that can be read within bounds{place}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn yaml_reads_as_json_would() {
        let value =
            parse("a: &x\n  - 1\n  - 'two'\nb: *x\nc: {d: true, e: null, f: 1.5}\n").unwrap();
        assert_eq!(
            value,
            serde_json::json!({ "a": [1, "two"], "b": [1, "two"], "c": { "d": true, "e": null, "f": 1.5 } })
        );
    }

    #[test]
    fn bombs_are_refused() {
        let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}", level - 1);
            let list = [before.as_str(); 10].join(",");
            bomb.push_str(&format!("a{level}: &a{level} [{list}]\n"));
        }
        assert!(parse(&bomb).is_err());
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse(&"- ".repeat(100_000)).is_err());
    }

    #[test]
    fn messages_show_a_place_and_no_content() {
        let error = parse("ok: 1\napi_key: 'sk-canary\n").unwrap_err();
        assert!(!error.message.contains("canary"), "{error}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\PC\\n ]{0,300}") {
            let _read = parse(&text);
        }

        #[test]
        fn nothing_that_looks_like_yaml_makes_it_panic(text in "([a-c&*!|>\\[\\]{}:,'\"#%@ \\n-]{0,3}){0,60}") {
            let _read = parse(&text);
        }
    }
}
