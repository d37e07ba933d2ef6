//! From a written value to a typed one. Text that reads as a number is one: the environment only has text.

use chrono::{DateTime, Utc};

use super::node::{Node, Value};
use crate::secret::Secret;

/// A type that one value can be read as.
pub(super) trait Scalar: Sized {
    /// The value, or what is wrong with it.
    fn read(node: &Node) -> Result<Self, String>;
}

impl Scalar for String {
    fn read(node: &Node) -> Result<Self, String> {
        match &node.value {
            Value::Text(text) => Ok(text.clone()),
            _ => Err(format!("expected text in quotes, found {}", node.kind())),
        }
    }
}

impl Scalar for Secret {
    fn read(node: &Node) -> Result<Self, String> {
        let text = String::read(node)?;
        if text.is_empty() {
            return Err("is empty".to_owned());
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(
                "holds a space, a line break or another character that cannot be sent in a header"
                    .to_owned(),
            );
        }
        Ok(Secret::new(text))
    }
}

impl Scalar for bool {
    fn read(node: &Node) -> Result<Self, String> {
        match &node.value {
            Value::Bool(value) => Ok(*value),
            Value::Text(text) if text == "true" => Ok(true),
            Value::Text(text) if text == "false" => Ok(false),
            _ => Err(format!("expected true or false, found {}", node.shown())),
        }
    }
}

macro_rules! whole_numbers {
    ($($type:ty),+) => {
        $(impl Scalar for $type {
            fn read(node: &Node) -> Result<Self, String> {
                node.literal().and_then(|text| text.parse().ok()).ok_or_else(|| {
                    let (least, most) = (Self::MIN, Self::MAX);
                    format!("expected a whole number from {least} to {most}, found {}", node.shown())
                })
            }
        })+
    };
}
whole_numbers!(u16, u32, u64, usize, i32);

impl Scalar for f64 {
    fn read(node: &Node) -> Result<Self, String> {
        node.literal()
            .and_then(|text| text.parse().ok())
            .filter(|number: &f64| number.is_finite())
            .ok_or_else(|| format!("expected a number, found {}", node.shown()))
    }
}

impl Scalar for DateTime<Utc> {
    fn read(node: &Node) -> Result<Self, String> {
        match &node.value {
            Value::Text(text) | Value::Datetime(text) => DateTime::parse_from_rfc3339(text).ok(),
            _ => None,
        }
        .map(|time| time.to_utc())
        .ok_or_else(|| {
            format!(
                "expected date, time and offset such as 2027-01-01T00:00:00Z, found {}",
                node.shown()
            )
        })
    }
}
