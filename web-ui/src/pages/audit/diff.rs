//! What a change has changed, field by field. Pure.

use std::collections::BTreeMap;

use serde_json::Value;

/// A field and what it said. `None`: it said nothing, or was not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// As the API calls it: `budgets[0].usd`
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Of what was made or is gone, every field that says something; else those that differ.
pub fn lines(before: Option<&Value>, after: Option<&Value>) -> Vec<Line> {
    let (mut before, after) = (flat(before), flat(after));
    let mut lines: Vec<Line> = Vec::new();
    for (field, after) in after {
        let before = before.remove(&field);
        if before.as_deref() != Some(&after) {
            lines.push(Line {
                field,
                before,
                after: Some(after),
            });
        }
    }
    lines.extend(before.into_iter().map(|(field, before)| Line {
        field,
        before: Some(before),
        after: None,
    }));
    lines.sort_by(|one, other| one.field.cmp(&other.field));
    lines
}

fn flat(value: Option<&Value>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if let Some(value) = value {
        note(String::new(), value, &mut found);
    }
    found
}

fn note(path: String, value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = match path.as_str() {
                    "" => name.clone(),
                    path => format!("{path}.{name}"),
                };
                note(path, value, found);
            }
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            for (index, item) in items.iter().enumerate() {
                note(format!("{path}[{index}]"), item, found);
            }
        }
        Value::Array(items) => {
            let said: Vec<String> = items.iter().map(text).collect();
            keep(path, said.join(", "), found);
        }
        single => keep(path, text(single), found),
    }
}

fn keep(path: String, text: String, found: &mut BTreeMap<String, String>) {
    if !text.is_empty() {
        found.insert(path, text);
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(before: Option<&Value>, after: Option<&Value>) -> Vec<String> {
        let lines = lines(before, after).into_iter();
        let side = |side: Option<String>| side.unwrap_or_else(|| "-".to_owned());
        lines
            .map(|line| {
                format!(
                    "{}: {} > {}",
                    line.field,
                    side(line.before),
                    side(line.after)
                )
            })
            .collect()
    }

    #[test]
    fn only_what_differs_is_told_of_a_change() {
        let before = json!({
            "name": "a", "rpm": 0, "tags": ["eu"], "models": ["m"], "budgets": [{ "window": "day", "usd": 1 }],
            "expires_at": null,
        });
        let after = json!({
            "name": "a", "rpm": 60, "tags": ["eu", "us"], "models": [], "budgets": [{ "window": "day", "usd": 2.5 }],
            "expires_at": "2027-01-01T00:00:00Z",
        });
        assert_eq!(
            told(Some(&before), Some(&after)),
            [
                "budgets[0].usd: 1 > 2.5",
                "expires_at: - > 2027-01-01T00:00:00Z",
                "models: m > -",
                "rpm: 0 > 60",
                "tags: eu > eu, us",
            ]
        );
    }

    #[test]
    fn all_that_says_something_is_told_of_what_is_new_or_gone() {
        let thing = json!({ "name": "a", "enabled": false, "tags": [], "proxy": null });
        assert_eq!(
            told(None, Some(&thing)),
            ["enabled: - > false", "name: - > a"]
        );
        assert_eq!(
            told(Some(&thing), None),
            ["enabled: false > -", "name: a > -"]
        );
        assert!(told(None, None).is_empty());
    }

    #[test]
    fn a_log_entry_may_be_any_value() {
        assert_eq!(
            told(Some(&json!("old")), Some(&json!("new"))),
            [": old > new"]
        );
    }
}
