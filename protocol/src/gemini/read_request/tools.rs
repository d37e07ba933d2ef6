//! Tools of a client's request, and which of them the model may or must use.

use std::borrow::Cow;

use serde_json::Value;

use super::super::{extras, schema::to_json_schema, wire};
use crate::hub::{Extras, Request, Tool, ToolChoice, ToolKind};

/// One object may hold functions of the client and several tools of the provider.
pub(super) fn read(tools: Vec<wire::Tool<'_>>) -> Vec<Tool> {
    let mut read = Vec::new();
    for tool in tools {
        read.extend(tool.function_declarations.into_iter().map(function));
        let hosted = tool.extras.into_owned().into_iter();
        read.extend(hosted.map(|(name, value)| Tool {
            kind: ToolKind::Hosted(Value::Object(Extras::from_iter([(name, value)]))),
            cache: None,
            extras: Extras::new(),
        }));
    }
    read
}

fn function(declaration: wire::FunctionDeclaration<'_>) -> Tool {
    let mut extras = declaration.extras.into_owned();
    let parameters = match (declaration.parameters, declaration.parameters_json_schema) {
        (_, Some(schema)) => Some(schema.into_owned()),
        (Some(openapi), None) => {
            let schema = to_json_schema(&openapi);
            extras.insert(extras::PARAMETERS.to_owned(), openapi.into_owned());
            Some(schema)
        }
        (None, None) => None,
    };
    let description = declaration.description.map(Cow::into_owned);
    Tool {
        extras,
        ..Tool::function(declaration.name, description, parameters)
    }
}

pub(super) fn choice(config: wire::ToolConfig<'_>, request: &mut Request) {
    extras::keep(
        &mut request.extras,
        "toolConfig",
        config.extras.into_owned(),
    );
    let Some(config) = config.function_calling_config else {
        return;
    };
    const PLACE: &str = "toolConfig.functionCallingConfig";
    extras::keep(&mut request.extras, PLACE, config.extras.into_owned());
    let mut names = config.allowed_function_names;
    let mode = config.mode.as_deref().unwrap_or_default();
    request.tool_choice = match mode.to_ascii_uppercase().as_str() {
        "NONE" => Some(ToolChoice::None),
        "ANY" => Some(match (names.len(), names.pop()) {
            (1, Some(name)) => ToolChoice::Tool(name),
            (_, Some(name)) => {
                names.push(name);
                ToolChoice::Allowed {
                    required: true,
                    names,
                }
            }
            (_, None) => ToolChoice::Required,
        }),
        _ if !names.is_empty() => Some(ToolChoice::Allowed {
            required: false,
            names,
        }),
        "AUTO" => Some(ToolChoice::Auto),
        "" | "MODE_UNSPECIFIED" => None,
        // `VALIDATED`: the model decides, and what it calls follows the schema.
        _ => {
            let mode = Value::String(mode.to_owned());
            request.extras.insert(format!("{PLACE}.mode"), mode);
            Some(ToolChoice::Auto)
        }
    };
}
