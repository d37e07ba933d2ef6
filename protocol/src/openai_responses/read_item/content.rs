//! The parts of a message, and those of what a tool answered.

use serde_json::Value;

use crate::{
    hub::{Content, Extras, Part},
    openai_responses::{
        media,
        members::{self, Place},
    },
    request::BadRequest,
};

/// Text alone, or a list of parts.
pub(super) fn read(
    object: &mut Extras,
    name: &str,
    place: &Place<'_>,
) -> Result<Vec<Part>, BadRequest> {
    let place = place.member(name);
    match members::take(object, name) {
        None => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(vec![Part::text(text)]),
        Some(Value::Array(parts)) => parts
            .into_iter()
            .enumerate()
            .map(|(index, value)| part(value, &place.entry(index)))
            .collect(),
        Some(_) => Err(place.bad("must be a string or a list")),
    }
}

fn part(value: Value, place: &Place<'_>) -> Result<Part, BadRequest> {
    if let Value::String(text) = value {
        return Ok(Part::text(text));
    }
    let mut object = members::object(value, place)?;
    let kind = members::required(&mut object, "type", place)?;
    let content = match kind.as_str() {
        "input_text" | "output_text" | "text" => {
            Content::Text(members::required(&mut object, "text", place)?)
        }
        "refusal" => Content::Refusal(members::required(&mut object, "refusal", place)?),
        "input_image" => media::read_image(&mut object, place)?,
        "input_file" => media::read_file(&mut object, place)?,
        "input_audio" => media::read_audio(&mut object, place)?,
        _ => {
            object.insert("type".to_owned(), Value::from(kind));
            return Ok(Part::new(Content::Foreign(Value::Object(object))));
        }
    };
    // Members that are always there say nothing when they are empty.
    object.retain(|_, value| match value {
        Value::Null => false,
        Value::Array(list) => !list.is_empty(),
        _ => true,
    });
    Ok(Part {
        extras: object,
        ..Part::new(content)
    })
}
