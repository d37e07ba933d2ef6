//! Tools, and which of them the model may or must use.

use std::borrow::Cow;

use routex_entity::Dialect;
use serde_json::Value;

use super::{Writer, extras, wire};
use crate::{
    codec::{Feature, Member, Untranslatable},
    hub::{Extras, FreeText, Tool, ToolChoice, ToolKind},
};

pub(super) fn write<'a>(writer: &mut Writer<'a>) -> Result<Vec<wire::Tool<'a>>, Untranslatable> {
    let request = writer.request;
    let mut written: Vec<wire::Tool<'a>> = Vec::new();
    for tool in &request.tools {
        let cache = writer.name(Member::ToolCache);
        writer.dropped.note_if(tool.cache.is_some(), cache);
        let declaration = match &tool.kind {
            ToolKind::Hosted(definition) => {
                if let Some(hosted) = hosted(writer, definition) {
                    written.push(hosted);
                }
                continue;
            }
            ToolKind::Function {
                name,
                description,
                parameters,
                strict,
            } => {
                let name_of_strict = writer.name(Member::Strict);
                writer
                    .dropped
                    .note_if(*strict == Some(true), name_of_strict);
                let description = description.as_deref().map(Cow::Borrowed);
                function(writer, tool, name, description, parameters.as_ref())
            }
            ToolKind::Custom {
                name,
                description,
                format,
            } => {
                let text = FreeText::new(description.as_deref(), format.as_ref());
                let grammar = writer.name(Member::Grammar);
                writer.dropped.note_if(text.loses_grammar, grammar);
                writer.dropped.note_extras("tools", &tool.extras);
                wire::FunctionDeclaration {
                    name: writer.function_name(name),
                    description: text.description,
                    parameters_json_schema: Some(Cow::Owned(FreeText::parameters())),
                    ..wire::FunctionDeclaration::default()
                }
            }
        };
        match written.last_mut() {
            Some(last) if !last.function_declarations.is_empty() => {
                last.function_declarations.push(declaration);
            }
            _ => written.push(wire::Tool {
                function_declarations: vec![declaration],
                ..wire::Tool::default()
            }),
        }
    }
    if written.iter().any(declares) {
        writer.needs(
            Feature::Tools,
            "tools",
            "the model cannot call tools; choose one that can, or leave the tools out",
        )?;
    }
    Ok(written)
}

fn hosted<'a>(writer: &mut Writer<'a>, definition: &'a Value) -> Option<wire::Tool<'a>> {
    if writer.own && writer.target.features.has(Feature::HostedTools) {
        return definition.as_object().map(|definition| wire::Tool {
            function_declarations: Vec::new(),
            extras: Cow::Borrowed(definition),
        });
    }
    let name = label(definition);
    writer.dropped.note(format!("tools.{name}"));
    None
}

/// What a tool or block of a provider is called: its type, else the name of its first member.
pub(super) fn label(value: &Value) -> &str {
    let first = || value.as_object()?.keys().next().map(String::as_str);
    value["type"].as_str().or_else(first).unwrap_or("unknown")
}

fn function<'a>(
    writer: &mut Writer<'a>,
    tool: &'a Tool,
    name: &'a str,
    description: Option<Cow<'a, str>>,
    schema: Option<&'a Value>,
) -> wire::FunctionDeclaration<'a> {
    let name = writer.function_name(name);
    if writer.own {
        let openapi = tool.extras.get(extras::PARAMETERS);
        return wire::FunctionDeclaration {
            name,
            description,
            parameters: openapi.map(Cow::Borrowed),
            parameters_json_schema: schema.filter(|_| openapi.is_none()).map(Cow::Borrowed),
            extras: Cow::Owned(extras::own(&tool.extras)),
        };
    }
    writer.dropped.note_extras("tools", &tool.extras);
    wire::FunctionDeclaration {
        name,
        description,
        parameters_json_schema: schema.filter(|schema| asks_something(schema)).map(plain),
        ..wire::FunctionDeclaration::default()
    }
}

/// A function without parameters has no schema: Google refuses objects without properties in some places.
fn asks_something(schema: &Value) -> bool {
    let says_nothing = |(name, value): (&String, &Value)| match name.as_str() {
        "type" | "$schema" | "title" | "description" | "additionalProperties" => true,
        "properties" => value.as_object().is_some_and(Extras::is_empty),
        "required" => value.as_array().is_some_and(Vec::is_empty),
        _ => false,
    };
    !schema
        .as_object()
        .is_some_and(|schema| schema.iter().all(says_nothing))
}

/// Without the members that tell about the schema itself.
pub(super) fn plain(schema: &Value) -> Cow<'_, Value> {
    const ABOUT: [&str; 2] = ["$schema", "$id"];
    match schema.as_object() {
        Some(object) if ABOUT.iter().any(|name| object.contains_key(*name)) => {
            let mut object = object.clone();
            object.retain(|name, _| !ABOUT.contains(&name.as_str()));
            Cow::Owned(Value::Object(object))
        }
        _ => Cow::Borrowed(schema),
    }
}

fn declares(tool: &wire::Tool<'_>) -> bool {
    !tool.function_declarations.is_empty()
}

pub(super) fn config<'a>(
    writer: &mut Writer<'a>,
    tools: &[wire::Tool<'a>],
) -> Result<Option<wire::ToolConfig<'a>>, Untranslatable> {
    let request = writer.request;
    let allowed = request.parallel_tool_calls != Some(false);
    writer.dropped.note_if(
        !allowed && !request.tools.is_empty(),
        writer.name(Member::Parallel),
    );
    let mut config = wire::FunctionCallingConfig::default();
    let mut leftovers = Extras::new();
    if writer.own {
        config.extras = Cow::Owned(extras::of(
            &request.extras,
            "toolConfig.functionCallingConfig",
        ));
        leftovers = extras::of(&request.extras, "toolConfig");
    }
    if let Some(choice) = &request.tool_choice {
        mode(writer, choice, &mut config, tools.iter().any(declares))?;
    }
    if let Some(Value::String(mode)) = config.extras.to_mut().shift_remove("mode") {
        config.mode = Some(mode.into());
    }
    let says_something = config != wire::FunctionCallingConfig::default();
    Ok(
        (says_something || !leftovers.is_empty()).then_some(wire::ToolConfig {
            function_calling_config: says_something.then_some(config),
            extras: Cow::Owned(leftovers),
        }),
    )
}

fn mode<'a>(
    writer: &mut Writer<'a>,
    choice: &'a ToolChoice,
    config: &mut wire::FunctionCallingConfig<'a>,
    has_functions: bool,
) -> Result<(), Untranslatable> {
    let forces = |what: &str| {
        let why = format!("{what} is not among the tools that this provider can be given");
        Err(Untranslatable::new("tool_choice", Dialect::Gemini, why))
    };
    let (mode, names): (&str, &[String]) = match choice {
        ToolChoice::Hosted(definition) => {
            let name = definition["name"].as_str();
            return forces(&format!("`{}`", name.unwrap_or_else(|| label(definition))));
        }
        ToolChoice::Auto => ("AUTO", &[]),
        ToolChoice::None => ("NONE", &[]),
        ToolChoice::Required => ("ANY", &[]),
        ToolChoice::Tool(name) => ("ANY", std::slice::from_ref(name)),
        ToolChoice::Allowed {
            required: true,
            names,
        } => ("ANY", names),
        ToolChoice::Allowed {
            required: false,
            names,
        } => ("VALIDATED", names),
    };
    if !has_functions && !writer.own {
        return match choice {
            ToolChoice::Auto
            | ToolChoice::None
            | ToolChoice::Allowed {
                required: false, ..
            } => Ok(()),
            _ => forces("a tool that must be called"),
        };
    }
    for name in names {
        let name = writer.function_name(name).into_owned();
        config.allowed_function_names.push(name);
    }
    config.mode = Some(mode.into());
    Ok(())
}
