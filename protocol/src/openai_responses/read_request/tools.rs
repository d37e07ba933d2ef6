//! Tools, and which of them the model shall use.

use serde_json::Value;

use crate::{
    hub::{Extras, Tool, ToolChoice, ToolKind},
    openai_responses::{
        members::{self, Place},
        namespace,
    },
    request::BadRequest,
};

pub(super) fn read(body: &mut Extras, at: &Place<'_>) -> Result<Vec<Tool>, BadRequest> {
    let place = at.member("tools");
    let mut tools = Vec::new();
    for (index, value) in members::list(body, "tools", at)?
        .unwrap_or_default()
        .into_iter()
        .enumerate()
    {
        let place = place.entry(index);
        let mut object = members::object(value, &place)?;
        let kind = members::required(&mut object, "type", &place)?;
        if kind == "namespace" && object.get("tools").is_some_and(Value::is_array) {
            read_namespace(object, &place, &mut tools)?;
        } else {
            tools.push(tool(&kind, object, &place)?);
        }
    }
    Ok(tools)
}

fn tool(kind: &str, mut object: Extras, place: &Place<'_>) -> Result<Tool, BadRequest> {
    let kind = match kind {
        "function" => ToolKind::Function {
            name: members::required(&mut object, "name", place)?,
            description: members::text(&mut object, "description", place)?,
            parameters: members::take(&mut object, "parameters"),
            strict: members::flag(&mut object, "strict", place)?,
        },
        "custom" => ToolKind::Custom {
            name: members::required(&mut object, "name", place)?,
            description: members::text(&mut object, "description", place)?,
            format: members::take(&mut object, "format"),
        },
        kind => {
            let mut whole = Extras::new();
            whole.insert("type".to_owned(), Value::from(kind));
            whole.append(&mut object);
            ToolKind::Hosted(Value::Object(whole))
        }
    };
    object.retain(|_, value| !value.is_null());
    Ok(Tool {
        kind,
        cache: None,
        extras: object,
    })
}

/// Tools in a group: each gets the group's name before its own, and the group beside it.
fn read_namespace(
    mut group: Extras,
    place: &Place<'_>,
    tools: &mut Vec<Tool>,
) -> Result<(), BadRequest> {
    let outer = members::required(&mut group, "name", place)?;
    let inner = members::list(&mut group, "tools", place)?.unwrap_or_default();
    group.insert("name".to_owned(), Value::from(outer.as_str()));
    let place = place.member("tools");
    for (index, value) in inner.into_iter().enumerate() {
        let place = place.entry(index);
        let mut object = members::object(value, &place)?;
        let kind = members::required(&mut object, "type", &place)?;
        let mut tool = tool(&kind, object, &place)?;
        if let ToolKind::Function { name, .. } | ToolKind::Custom { name, .. } = &mut tool.kind {
            *name = namespace::join(&outer, name);
        }
        tool.extras
            .insert(namespace::MEMBER.to_owned(), Value::Object(group.clone()));
        tools.push(tool);
    }
    Ok(())
}

pub(super) fn read_choice(
    body: &mut Extras,
    at: &Place<'_>,
) -> Result<Option<ToolChoice>, BadRequest> {
    let place = at.member("tool_choice");
    let choice = match members::take(body, "tool_choice") {
        None => return Ok(None),
        Some(Value::String(word)) => match word.as_str() {
            "auto" => ToolChoice::Auto,
            "none" => ToolChoice::None,
            "required" => ToolChoice::Required,
            _ => return Err(place.bad("must be auto, none, required or an object")),
        },
        Some(Value::Object(object)) => match object.get("type").and_then(Value::as_str) {
            Some("function" | "custom") => {
                let name = object.get("name").and_then(Value::as_str);
                let name = name.ok_or_else(|| place.member("name").bad("is missing"))?;
                let joined = object
                    .get(namespace::MEMBER)
                    .and_then(Value::as_str)
                    .map(|group| namespace::join(group, name));
                ToolChoice::Tool(joined.unwrap_or_else(|| name.to_owned()))
            }
            Some("allowed_tools") => allowed(&object)
                .unwrap_or_else(|| ToolChoice::Hosted(Value::Object(object.clone()))),
            Some(_) => ToolChoice::Hosted(Value::Object(object)),
            None => return Err(place.member("type").bad("is missing")),
        },
        Some(_) => return Err(place.bad("must be a string or an object")),
    };
    Ok(Some(choice))
}

/// `None`: tools of the provider are among them.
fn allowed(object: &Extras) -> Option<ToolChoice> {
    let names = object
        .get("tools")?
        .as_array()?
        .iter()
        .map(|tool| {
            let kind = tool.get("type")?.as_str()?;
            let name = tool.get("name")?.as_str()?;
            matches!(kind, "function" | "custom").then(|| name.to_owned())
        })
        .collect::<Option<Vec<String>>>()?;
    Some(ToolChoice::Allowed {
        required: object.get("mode").and_then(Value::as_str) == Some("required"),
        names,
    })
}
