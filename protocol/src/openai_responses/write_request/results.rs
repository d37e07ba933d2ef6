//! What tools answered.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::{Writing, put, put_some};
use crate::{
    codec::{Member, Untranslatable},
    hub::{Extras, Part, Role, ToolOutput, ToolResult},
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
}

fn text(text: &str) -> Value {
    json!({"type": "input_text", "text": text})
}
