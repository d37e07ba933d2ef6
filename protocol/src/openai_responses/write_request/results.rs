//! What tools answered.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::{Writing, put, put_some};
use crate::{
    codec::{Member, Untranslatable},
    hub::{Extras, NO_RESULT, Part, Role, ToolOutput, ToolResult},
};

impl Writing<'_> {
    pub(super) fn result(
        &mut self,
        result: &ToolResult,
        part: &Part,
    ) -> Result<Value, Untranslatable> {
        let mut item = Extras::new();
        let kind = if result.custom && self.takes_custom() {
            "custom_tool_call_output"
        } else {
            "function_call_output"
        };
        put(&mut item, "type", kind);
        put(&mut item, "call_id", self.call_id(&result.call_id));
        if self.own {
            put_some(&mut item, "name", result.name.as_deref());
        }
        let output = self.output(result)?;
        put(&mut item, "output", output);
        self.own_extras(&mut item, &part.extras);
        Ok(Value::Object(item))
    }

    /// The dialect has no mark for a failure, so that the text must say it.
    fn output(&mut self, result: &ToolResult) -> Result<Value, Untranslatable> {
        let output = &result.output;
        let told = || {
            let text = output.to_text();
            Value::from(result.told(Cow::Owned(text)).into_owned())
        };
        let parts = match output {
            ToolOutput::Parts(parts) => parts,
            ToolOutput::Object(_) => return Ok(told()),
        };
        let plain = match parts.as_slice() {
            [] => true,
            [part] => part.as_text().is_some() && (part.extras.is_empty() || !self.own),
            _ => !self.own && output.media().next().is_none(),
        };
        if plain {
            for part in parts {
                self.part_extras(Member::Messages, part);
            }
            return Ok(told());
        }
        let list = self.output_parts(result, parts)?;
        Ok(if list.is_empty() {
            told()
        } else {
            Value::Array(list)
        })
    }

    fn output_parts(
        &mut self,
        result: &ToolResult,
        parts: &[Part],
    ) -> Result<Vec<Value>, Untranslatable> {
        let mut list = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            self.part_extras(Member::Messages, part);
            list.extend(self.content(Role::User, part)?);
        }
        if result.is_error == Some(true) {
            match list.first_mut().and_then(|first| first.get_mut("text")) {
                Some(Value::String(said)) => {
                    *said = result.told(Cow::Borrowed(said.as_str())).into_owned();
                }
                _ => list.insert(0, text(&result.told(Cow::Borrowed("")))),
            }
        }
        Ok(list)
    }

    /// A result that answers no call, as after a conversation was cut, is told by the user.
    pub(super) fn stray(&mut self, result: &ToolResult) -> Result<Vec<Value>, Untranslatable> {
        let mut content = vec![text(&result.heading())];
        match &result.output {
            ToolOutput::Parts(parts) => content.extend(self.output_parts(result, parts)?),
            ToolOutput::Object(_) => {
                let said = result.output.to_text();
                content.push(text(&result.told(Cow::Owned(said))));
            }
        }
        Ok(content)
    }
}

/// What stands for the result of a call that has none, as after an interruption.
pub(super) fn unanswered(call: &Value) -> Value {
    let custom = call["type"] == "custom_tool_call";
    let kind = if custom {
        "custom_tool_call_output"
    } else {
        "function_call_output"
    };
    json!({"type": kind, "call_id": call["call_id"], "output": NO_RESULT})
}

fn text(text: &str) -> Value {
    json!({"type": "input_text", "text": text})
}
