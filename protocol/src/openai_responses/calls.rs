//! Calls among the items of a response that the provider made itself and charges one by one.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json::Str;

/// What is in the output of a response.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Output {
    /// Items of any kind.
    pub entries: u64,
    pub web_searches: u64,
    pub file_searches: u64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Item<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow)]
    action: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Action<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
}

impl Output {
    fn add(&mut self, item: &Item<'_>) {
        match item.kind.as_str() {
            // Opening a page that was found is no search.
            "web_search_call" if item.searches() => self.web_searches += 1,
            "file_search_call" => self.file_searches += 1,
            _ => {}
        }
    }
}

impl Item<'_> {
    fn searches(&self) -> bool {
        let action = self.action.map_or("{}", RawValue::get);
        let action: Action<'_> = serde_json::from_str(action).unwrap_or_default();
        matches!(action.kind.as_str(), "" | "search")
    }
}

impl<'de> Deserialize<'de> for Output {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list = <&RawValue>::deserialize(deserializer)?;
        let items: Vec<&RawValue> = serde_json::from_str(list.get()).unwrap_or_default();
        let mut output = Self::default();
        for item in items {
            output.entries += 1;
            if let Ok(item) = serde_json::from_str(item.get()) {
                output.add(&item);
            }
        }
        Ok(output)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_are_counted_and_openings_are_not() {
        let output: Output = serde_json::from_str(
            r#"[{"type":"web_search_call","action":{"type":"search","query":"a"}},
                {"type":"web_search_call","action":{"type":"open_page","url":"b"}},
                {"type":"web_search_call"}, {"type":"file_search_call","results":null},
                {"type":"message","content":[]}, null, "odd"]"#,
        )
        .unwrap();
        assert_eq!(
            (output.entries, output.web_searches, output.file_searches),
            (7, 2, 1)
        );
    }

    #[test]
    fn what_is_no_list_has_no_calls() {
        for json in ["null", "{}", "7", "-7", "1e9", "true", "\"\""] {
            assert_eq!(
                serde_json::from_str::<Output>(json).unwrap(),
                Output::default(),
                "{json}"
            );
        }
    }
}
