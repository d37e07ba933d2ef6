//! What tools answered.

use std::borrow::Cow;

use super::Writing;
use crate::{
    codec::{Member, Untranslatable},
    hub::{Part, Role, ToolOutput, ToolResult},
    json::{Node, Object},
};

impl<'a> Writing<'a> {
    pub(super) fn result(
        &mut self,
        result: &'a ToolResult,
        part: &'a Part,
    ) -> Result<Node<'a>, Untranslatable> {
        let mut item = Object::new();
        let kind = if result.custom && self.takes_custom() {
            "custom_tool_call_output"
        } else {
            "function_call_output"
        };
        item.put("type", kind);
        item.put("call_id", self.call_id(&result.call_id));
        if self.own {
            item.put_some("name", result.name.as_deref());
        }
        item.put("output", self.output(result)?);
        self.own_extras(&mut item, &part.extras);
        Ok(item.into())
    }

    /// The dialect has no mark for a failure, so that the text must say it.
    fn output(&mut self, result: &'a ToolResult) -> Result<Node<'a>, Untranslatable> {
        let output = &result.output;
        let told = || Node::from(result.told(output.to_text()));
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
            list.into_iter()
                .map(Node::Object)
                .collect::<Vec<_>>()
                .into()
        })
    }

    fn output_parts(
        &mut self,
        result: &ToolResult,
        parts: &'a [Part],
    ) -> Result<Vec<Object<'a>>, Untranslatable> {
        let mut list = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            self.part_extras(Member::Messages, part);
            list.extend(self.content(Role::User, part)?);
        }
        if result.is_error == Some(true) {
            match list.first_mut().and_then(|first| first.get_mut("text")) {
                Some(Node::Text(said)) => *said = result.told(std::mem::take(said)),
                _ => list.insert(0, text(result.told(Cow::Borrowed("")))),
            }
        }
        Ok(list)
    }
}

fn text(text: Cow<'_, str>) -> Object<'_> {
    let mut object = Object::new();
    object.put("type", "input_text");
    object.put("text", text);
    object
}
