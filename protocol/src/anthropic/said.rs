//! What is a text or a list of blocks.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{SeqAccess, Visitor},
};

use super::{members::Members, read_block::MUST_BE_BLOCKS};

/// Content as it comes; null is no blocks.
#[derive(Debug)]
pub(super) enum Said {
    Text(String),
    Blocks(Vec<Members>),
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SaidVisitor)
    }
}

struct SaidVisitor;

impl<'de> Visitor<'de> for SaidVisitor {
    type Value = Said;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(MUST_BE_BLOCKS.trim_start_matches("must be "))
    }

    fn visit_str<E>(self, text: &str) -> Result<Said, E> {
        Ok(Said::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Said, E> {
        Ok(Said::Text(text))
    }

    fn visit_unit<E>(self) -> Result<Said, E> {
        Ok(Said::Blocks(Vec::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Said, A::Error> {
        let mut blocks = Vec::new();
        while let Some(block) = items.next_element()? {
            blocks.push(block);
        }
        Ok(Said::Blocks(blocks))
    }
}
