//! Citations of a text.

use serde_json::{Value, json};

/// As Chat has them: Responses has the same without the inner object. `None`: it is of another kind.
pub(super) fn url_citation(annotation: &Value) -> Option<Value> {
    if annotation.get("type")?.as_str()? != "url_citation" {
        return None;
    }
    if annotation.get("url_citation").is_some() {
        return Some(annotation.clone());
    }
    Some(json!({
        "type": "url_citation",
        "url_citation": {
            "start_index": annotation.get("start_index")?,
            "end_index": annotation.get("end_index")?,
            "title": annotation.get("title")?,
            "url": annotation.get("url")?,
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_of_both_openai_dialects_are_known() {
        let inner =
            json!({"start_index": 0, "end_index": 4, "title": "T", "url": "https://example.com"});
        let chat = json!({"type": "url_citation", "url_citation": inner});
        let mut flat = inner.clone();
        flat["type"] = "url_citation".into();
        assert_eq!(url_citation(&flat), Some(chat.clone()));
        assert_eq!(url_citation(&chat), Some(chat.clone()));
        for other in [
            json!({"type": "file_citation"}),
            json!({"type": "url_citation"}),
            json!(7),
        ] {
            assert_eq!(url_citation(&other), None);
        }
    }
}
