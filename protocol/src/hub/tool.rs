//! Tools that the model may use.

use serde_json::Value;

use super::Extras;

#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    pub kind: ToolKind,
    /// Anthropic's `cache_control`.
    pub cache: Option<Value>,
    pub extras: Extras,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ToolKind {
    /// Runs at the client.
    Function {
        name: String,
        description: Option<String>,
        /// JSON Schema of the arguments, an object. `None`: no arguments. Gemini's own subset (types in capitals) is
        /// turned into it when read.
        parameters: Option<Value>,
        strict: Option<bool>,
    },
    /// Runs at the client and takes free text.
    Custom {
        name: String,
        description: Option<String>,
        /// OpenAI's grammar for the text.
        format: Option<Value>,
    },
    /// Runs at the provider, which alone knows it: web search, code execution, computer use. The whole definition.
    Hosted(Value),
}

#[derive(Debug, Clone, PartialEq)]
pub enum ToolChoice {
    Auto,
    None,
    /// Some tool.
    Required,
    /// This one.
    Tool(String),
    /// One of these, or, unless required, none.
    Allowed {
        required: bool,
        names: Vec<String>,
    },
    /// A tool of the provider, as its dialect names it.
    Hosted(Value),
}

impl Tool {
    pub fn function(
        name: impl Into<String>,
        description: Option<String>,
        parameters: Option<Value>,
    ) -> Self {
        Self {
            kind: ToolKind::Function {
                name: name.into(),
                description,
                parameters,
                strict: None,
            },
            cache: None,
            extras: Extras::new(),
        }
    }

    /// The name by which the model calls it. `None` for tools of the provider.
    pub fn name(&self) -> Option<&str> {
        match &self.kind {
            ToolKind::Function { name, .. } | ToolKind::Custom { name, .. } => Some(name),
            ToolKind::Hosted(_) => None,
        }
    }
}
