//! Which of the tokens that Gemini counts are not text.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json::{Count, Str};

/// A list of counts by modality, summed up.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Modalities {
    pub audio: u64,
    /// Pages of documents are read as images.
    pub image: u64,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Detail<'a> {
    #[serde(borrow)]
    modality: Str<'a>,
    token_count: Count,
}

impl<'de> Deserialize<'de> for Modalities {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list = <&RawValue>::deserialize(deserializer)?;
        let details: Vec<Detail<'_>> = serde_json::from_str(list.get()).unwrap_or_default();
        let mut sum = Self::default();
        for detail in details {
            let kind = match detail.modality.as_str() {
                "AUDIO" => &mut sum.audio,
                "IMAGE" | "DOCUMENT" => &mut sum.image,
                _ => continue,
            };
            *kind = kind.saturating_add(detail.token_count.0);
        }
        Ok(sum)
    }
}
