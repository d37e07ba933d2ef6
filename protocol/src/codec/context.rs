//! What the way back must know of the way out.

use std::sync::Arc;

use super::Names;
use crate::{frames::Framing, hub::Request};

/// What an answer's translation needs to know of its request.
#[derive(Debug, Clone)]
pub struct Context {
    pub request: Arc<Request>,
    pub names: Names,
    /// Unique: ids that the provider's dialect does not have are made from it. Letters, digits and hyphens.
    pub id: String,
    /// Unix seconds.
    pub now: u64,
    /// Input tokens, estimated, for dialects that tell them before the provider does.
    pub estimated_input: u64,
    /// How the client wants a stream framed.
    pub framing: Framing,
}

impl Context {
    /// An id for something of this answer: `prefix`, then what makes it unique.
    pub fn id(&self, prefix: &str, number: usize) -> String {
        let plain = self.id.replace('-', "");
        if number == 0 {
            format!("{prefix}{plain}")
        } else {
            format!("{prefix}{plain}{number:x}")
        }
    }

    /// Whether a call is of a custom tool, by the name that the client gave it.
    pub fn is_custom_tool(&self, name: &str) -> bool {
        use crate::hub::ToolKind;
        self.request.tools.iter().any(
            |tool| matches!(&tool.kind, ToolKind::Custom { name: custom, .. } if custom == name),
        )
    }
}
