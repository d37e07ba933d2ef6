//! Tools, and which of them the model shall use.

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{Body, Writing, content::kind_of, put, put_some, schema};
use crate::{
    codec::{Feature, Member, Untranslatable},
    hub::{Extras, FreeText, Tool, ToolChoice, ToolKind},
    json::{Node, Object, borrowed},
    openai::is_strict,
    openai_responses::namespace,
};

/// Characters of a tool's name.
const MAX_NAME: usize = 64;

impl<'a> Writing<'a> {
    pub(super) fn tools(&mut self, body: &mut Body<'a>) -> Result<(), Untranslatable> {
        let request = self.request;
        let runs_at_client = request.tools.iter().any(|tool| tool.name().is_some());
        if runs_at_client && !self.has(Feature::Tools) {
            let why = "this model calls no tools; choose one that does, or leave the tools out";
            return Err(self.refuse(Member::Tools, why));
        }
        body.tools = if self.keeps_tools() {
            write(&request.tools).into_iter().map(Node::from).collect()
        } else {
            self.fitting_tools()
        };
        let any = !body.tools.is_empty();
        let options = &mut body.options;
        if let Some(choice) = &request.tool_choice {
            self.choice(choice, any, options)?;
        }
        if any || self.own {
            put_some(options, "parallel_tool_calls", request.parallel_tool_calls);
        }
        Ok(())
    }

    /// Tools as the target can have them.
    fn fitting_tools(&mut self) -> Vec<Node<'a>> {
        let request = self.request;
        let mut written = Vec::with_capacity(request.tools.len());
        for tool in &request.tools {
            if !self.own {
                self.dropped.note_extras("tools", &tool.extras);
                self.dropped
                    .note_if(tool.cache.is_some(), "tools.cache_control");
            }
            let mut object = match &tool.kind {
                ToolKind::Hosted(value) if self.own && self.has(Feature::HostedTools) => {
                    written.push(value.into());
                    continue;
                }
                ToolKind::Hosted(value) => {
                    self.dropped.note(format!("tools.{}", kind_of(value)));
                    continue;
                }
                ToolKind::Custom {
                    name,
                    description,
                    format,
                } if !self.takes_custom() => {
                    let text = FreeText::new(description.as_deref(), format.as_ref());
                    if text.loses_grammar {
                        self.drop(Member::Grammar);
                    }
                    let parameters = Node::from(FreeText::parameters());
                    let description = text.description.map(Node::from);
                    self.function(name, description, parameters, Some(false))
                }
                ToolKind::Custom { name, .. } => {
                    let mut object = definition(tool);
                    put(&mut object, "name", self.fit_name(name));
                    object.into()
                }
                ToolKind::Function {
                    name,
                    description,
                    parameters,
                    strict,
                } => {
                    let strict = self.strictness(*strict, parameters.as_ref());
                    let description = description.as_deref().map(Node::from);
                    let parameters = schema::of_arguments(parameters.as_ref()).into();
                    self.function(name, description, parameters, strict)
                }
            };
            if self.own {
                let of_tool = borrowed(&tool.extras);
                object.put_all(of_tool.filter(|(name, _)| name != namespace::MEMBER));
            }
            written.push(object.into());
        }
        written
    }

    /// Other providers hold to schemas strictly that OpenAI refuses to.
    fn strictness(&mut self, strict: Option<bool>, parameters: Option<&Value>) -> Option<bool> {
        let openai = matches!(
            self.request.origin,
            Dialect::OpenaiChat | Dialect::OpenaiResponses
        );
        if strict != Some(true) || openai || parameters.is_some_and(is_strict) {
            return strict;
        }
        self.drop(Member::Strict);
        Some(false)
    }

    fn function(
        &mut self,
        name: &str,
        description: Option<Node<'a>>,
        parameters: Node<'a>,
        strict: Option<bool>,
    ) -> Object<'a> {
        let mut object = Object::new();
        object.put("type", "function");
        object.put("name", self.fit_name(name));
        object.put_some("description", description);
        object.put("parameters", parameters);
        // Left out, it would mean that the schema is made strict where that can be done.
        object.put_some("strict", strict.or((!self.own).then_some(false)));
        object
    }

    /// A client of this dialect has named its tools for it.
    pub(super) fn fit_name(&mut self, name: &str) -> String {
        self.names.fit(name, MAX_NAME)
    }

    fn choice(
        &mut self,
        choice: &ToolChoice,
        any: bool,
        body: &mut Extras,
    ) -> Result<(), Untranslatable> {
        if let ToolChoice::Hosted(value) = choice
            && !(self.own && self.has(Feature::HostedTools))
        {
            return Err(Untranslatable::new(
                "tool_choice",
                Dialect::OpenaiResponses,
                format!(
                    "the tool {} runs at another provider; leave the choice to the model",
                    kind_of(value)
                ),
            ));
        }
        match choice {
            // Without tools there is nothing to choose, and saying so is refused.
            ToolChoice::Auto | ToolChoice::None if !any && !self.own => return Ok(()),
            ToolChoice::Allowed {
                required: false, ..
            } if !any && !self.own => return Ok(()),
            ToolChoice::Required | ToolChoice::Tool(_) | ToolChoice::Allowed { .. }
                if !any && !self.own =>
            {
                return Err(Untranslatable::new(
                    "tool_choice",
                    Dialect::OpenaiResponses,
                    "none of the tools can be used there; leave the choice to the model",
                ));
            }
            _ => {}
        }
        let custom = self.takes_custom();
        let mut written = write_choice(choice, &self.request.tools, custom);
        if !self.keeps_tools() {
            self.fit_names_in(&mut written);
        }
        put(body, "tool_choice", written);
        Ok(())
    }

    fn fit_names_in(&mut self, choice: &mut Value) {
        let mut objects = vec![choice];
        while let Some(Value::Object(object)) = objects.pop() {
            if let Some(Value::String(name)) = object.get_mut("name") {
                *name = self.names.fit(name, MAX_NAME);
            }
            if let Some(Value::Array(tools)) = object.get_mut("tools") {
                objects.extend(tools);
            }
        }
    }
}

/// The list as the client gave it, with its namespaces.
pub(in crate::openai_responses) fn write(tools: &[Tool]) -> Vec<Value> {
    let mut written: Vec<Value> = Vec::with_capacity(tools.len());
    let mut group: Option<&Extras> = None;
    for tool in tools {
        let outer = namespace::of_tool(tool);
        let definition = Value::Object(definition(tool));
        match outer {
            Some(namespace) if group == Some(namespace) => {
                if let Some(Value::Array(inner)) =
                    written.last_mut().and_then(|last| last.get_mut("tools"))
                {
                    inner.push(definition);
                }
            }
            Some(namespace) => {
                let mut object = Extras::new();
                put(&mut object, "type", "namespace");
                object.extend(namespace.clone());
                put(&mut object, "tools", [definition]);
                written.push(Value::Object(object));
            }
            None => written.push(definition),
        }
        group = outer;
    }
    written
}

/// One tool as the client gave it.
fn definition(tool: &Tool) -> Extras {
    let inner = |name: &str| match namespace::of_tool(tool).and_then(|group| group.get("name")) {
        Some(Value::String(group)) => namespace::inner(group, name).to_owned(),
        _ => name.to_owned(),
    };
    let mut object = Extras::new();
    match &tool.kind {
        ToolKind::Function {
            name,
            description,
            parameters,
            strict,
        } => {
            put(&mut object, "type", "function");
            put(&mut object, "name", inner(name));
            put_some(&mut object, "description", description.as_deref());
            put_some(&mut object, "parameters", parameters.clone());
            put_some(&mut object, "strict", *strict);
        }
        ToolKind::Custom {
            name,
            description,
            format,
        } => {
            put(&mut object, "type", "custom");
            put(&mut object, "name", inner(name));
            put_some(&mut object, "description", description.as_deref());
            put_some(&mut object, "format", format.clone());
        }
        ToolKind::Hosted(Value::Object(whole)) => object.clone_from(whole),
        ToolKind::Hosted(_) => {}
    }
    for (name, value) in &tool.extras {
        if name != namespace::MEMBER {
            object.insert(name.clone(), value.clone());
        }
    }
    object
}

/// `custom`: custom tools are chosen as such.
pub(in crate::openai_responses) fn write_choice(
    choice: &ToolChoice,
    tools: &[Tool],
    custom: bool,
) -> Value {
    let by_name = |name: &str| {
        let tool = tools.iter().find(|tool| tool.name() == Some(name));
        match tool {
            Some(Tool {
                kind: ToolKind::Custom { .. },
                ..
            }) if custom => json!({"type": "custom", "name": name}),
            _ => json!({"type": "function", "name": name}),
        }
    };
    match choice {
        ToolChoice::Auto => Value::from("auto"),
        ToolChoice::None => Value::from("none"),
        ToolChoice::Required => Value::from("required"),
        ToolChoice::Tool(name) => by_name(name),
        ToolChoice::Allowed { required, names } => {
            let mode = if *required { "required" } else { "auto" };
            let tools: Vec<Value> = names.iter().map(|name| by_name(name)).collect();
            json!({"type": "allowed_tools", "mode": mode, "tools": tools})
        }
        ToolChoice::Hosted(value) => value.clone(),
    }
}
