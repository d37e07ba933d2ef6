//! A custom tool for dialects that know functions only.

use std::borrow::Cow;

use serde_json::{Value, json};

/// The function that stands for it. Its one text is taken out again by `Arguments::to_text`.
#[derive(Debug, PartialEq, Eq)]
pub struct FreeText<'a> {
    /// Tells the grammar, too: it cannot be enforced, but the model can be shown it.
    pub description: Option<Cow<'a, str>>,
    pub loses_grammar: bool,
}

impl<'a> FreeText<'a> {
    /// `format`: that of `ToolKind::Custom`.
    pub fn new(description: Option<&'a str>, format: Option<&Value>) -> Self {
        let member = |name: &str| format?.get(name)?.as_str();
        let description = description.filter(|text| !text.is_empty());
        let description = match (description, member("definition")) {
            (description, None) => description.map(Cow::Borrowed),
            (description, Some(grammar)) => {
                let syntax = member("syntax").unwrap_or("formal");
                let told = format!("`input` follows this {syntax} grammar:\n{grammar}");
                Some(Cow::Owned(match description {
                    Some(description) => format!("{description}\n\n{told}"),
                    None => told,
                }))
            }
        };
        Self {
            description,
            loses_grammar: format.is_some() && member("type") != Some("text"),
        }
    }

    pub fn parameters() -> Value {
        json!({
            "type": "object",
            "properties": { "input": { "type": "string" } },
            "required": ["input"],
            "additionalProperties": false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grammar_is_told() {
        let format = json!({"type": "grammar", "syntax": "lark", "definition": "start: /x/"});
        let text = FreeText::new(Some("Edits."), Some(&format));
        let told = "Edits.\n\n`input` follows this lark grammar:\nstart: /x/";
        assert_eq!(text.description.as_deref(), Some(told));
        assert!(text.loses_grammar);
    }

    #[test]
    fn free_text_loses_nothing() {
        let format = json!({"type": "text"});
        for format in [None, Some(&format)] {
            let text = FreeText::new(Some("Edits."), format);
            assert_eq!(text.description.as_deref(), Some("Edits."));
            assert!(!text.loses_grammar);
        }
    }
}
