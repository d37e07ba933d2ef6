//! The names that a model of genai-prices goes by.

use serde_json::Value;

/// Names and patterns with stars. Regular expressions are passed over: the list uses them for the dates behind names and
/// for what is no text model, which longer names catch first.
pub(super) fn patterns(clause: &Value) -> Vec<String> {
    let Some((kind, value)) = clause.as_object().and_then(|clause| clause.iter().next()) else {
        return Vec::new();
    };
    let around = |before: &str, after: &str| {
        let text = value.as_str().filter(|text| !text.is_empty());
        text.map(|text| format!("{before}{text}{after}"))
            .into_iter()
            .collect()
    };
    let each = || value.as_array().into_iter().flatten().map(patterns);
    match kind.as_str() {
        "equals" => around("", ""),
        "starts_with" => around("", "*"),
        "ends_with" => around("*", ""),
        "contains" => around("*", "*"),
        "or" => each().flatten().collect(),
        // One of them with a name in it is a pattern; what two say together is not.
        "and" => {
            let mut named = each().filter(|patterns| !patterns.is_empty());
            let first = named.next().unwrap_or_default();
            if named.next().is_none() {
                first
            } else {
                Vec::new()
            }
        }
        _ => Vec::new(),
    }
}
