//! Annotations of a text in the four forms that Responses has.

use serde_json::{Map, Value};

/// Types, and the members that each must have.
const FORMS: [(&str, &[&str]); 4] = [
    ("file_citation", &["file_id", "filename", "index"]),
    (
        "url_citation",
        &["end_index", "start_index", "title", "url"],
    ),
    (
        "container_file_citation",
        &[
            "container_id",
            "end_index",
            "file_id",
            "filename",
            "start_index",
        ],
    ),
    ("file_path", &["file_id", "index"]),
];

/// An annotation of another dialect, if it can be told here. Chat has the same members one level deeper.
pub(super) fn adapt(annotation: &Value) -> Option<Value> {
    let kind = annotation.get("type")?.as_str()?;
    let (_, required) = FORMS.iter().find(|(form, _)| *form == kind)?;
    let flat = match annotation.get(kind) {
        Some(Value::Object(inner)) => {
            let mut flat = Map::new();
            flat.insert("type".to_owned(), Value::from(kind));
            flat.extend(inner.clone());
            Value::Object(flat)
        }
        _ => annotation.clone(),
    };
    required
        .iter()
        .all(|name| flat.get(name).is_some_and(|value| !value.is_null()))
        .then_some(flat)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_citation_of_chat_is_flattened_and_others_are_left_out() {
        let inner =
            json!({"start_index": 0, "end_index": 4, "title": "T", "url": "https://example.org"});
        let chat = json!({"type": "url_citation", "url_citation": inner});
        let flat = adapt(&chat).unwrap();
        assert_eq!(
            (flat["type"].as_str(), flat["title"].as_str()),
            (Some("url_citation"), Some("T"))
        );
        assert_eq!(adapt(&flat), Some(flat));
        assert_eq!(
            adapt(&json!({"type": "char_location", "cited_text": "x"})),
            None
        );
    }
}
