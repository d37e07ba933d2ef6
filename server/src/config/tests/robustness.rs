//! Whatever is written, reading ends with a configuration or with problems.

use proptest::prelude::*;

use super::read;

const SECTIONS: &str =
    "(server|database|admin|routing|affinity|breaker|log|journal|channel|alias|client_key|x)";
const KEYS: &str = "(host|port|url|password|token|strategy|failure_ratio|max_open_ms|level|name|provider|base_url|\
                    dialects|api_keys|models|model_map|weight|tags|tpm|headers|proxy|targets|key|budget_usd|\
                    budget_window|budgets|allowed_ips|queue_ms|expires_at|y)";
const VALUES: &str = "(0|1|-1|1_0|0xff|1.5|nan|1e400|99999999999999999999999999999999999999999999|true|\\[\\]|\\{\\}|\
                      \"\"|\"\\$\\{A\\}\"|\"\\$\\{B\\}\"|\"\\$\\{\"|\"a,b\"|\"openai\"|\"http://127\\.0\\.0\\.1\"|\
                      \\[1, \"x\", \\{ channel = \"a\" \\}\\]|\\{ a = 1, \"b c\" = \"d\" \\}|2027-01-01|\
                      2027-01-01T00:00:00Z|'''é\n…''')";

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => SECTIONS.prop_map(|name| format!("[{name}]")),
        1 => SECTIONS.prop_map(|name| format!("[[{name}]]")),
        3 => (KEYS, VALUES).prop_map(|(key, value)| format!("{key} = {value}")),
    ]
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*|[\\[\\]{}=\"'\\\\$#.,\na-z0-9-]{0,80}") {
        let _ = read(&text, &[]).map_err(|errors| errors.to_string());
    }

    #[test]
    fn arbitrary_values_in_known_places_never_panic(
        lines in prop::collection::vec(line(), 0..12),
        section in SECTIONS,
        key in KEYS,
        value in "\\PC*",
    ) {
        let variable = format!("ROUTEX_{section}__{key}").to_uppercase();
        let variables = [("A", value.as_str()), (variable.as_str(), value.as_str())];
        if let Err(errors) = read(&lines.join("\n"), &variables) {
            prop_assert!(!errors.problems.is_empty());
            prop_assert!(errors.to_string().lines().count() > errors.problems.len());
        }
    }
}
