//! Results of tools: one message each, with what is no text in a user's message behind them.

use std::borrow::Cow;

use super::{Draft, MAX_CALL_ID, content::text_part};
use crate::{
    codec::{Untranslatable, fit_id},
    hub::{Answered, NO_RESULT, ToolCall, ToolOutput, ToolResult},
    openai_chat::wire::{self, Content},
};

/// A result as Chat can have it.
pub(super) struct Told<'a> {
    pub message: wire::Message<'a>,
    /// What a tool message cannot hold.
    pub media: Vec<wire::Part<'a>>,
}

impl<'a> Draft<'a> {
    pub(super) fn result(
        &mut self,
        call: &'a ToolCall,
        answered: Option<Answered<'a>>,
    ) -> Result<Told<'a>, Untranslatable> {
        let mut message = wire::Message {
            role: Cow::Borrowed("tool"),
            tool_call_id: Some(Cow::Owned(fit_id(&call.id, MAX_CALL_ID))),
            ..wire::Message::default()
        };
        let Some(answered) = answered else {
            message.content = Some(Content::Text(Cow::Borrowed(NO_RESULT)));
            return Ok(Told {
                message,
                media: Vec::new(),
            });
        };
        let result = answered.result;
        let (texts, mut media) = self.output(result)?;
        message.content = Some(self.told(texts, result, !media.is_empty()));
        if self.own {
            message.name = result.name.as_deref().map(Cow::Borrowed);
            message.extras.clone_from(&answered.turn.extras);
        } else {
            self.note_leftovers(answered.part);
        }
        if !media.is_empty() {
            let about = format!("From the result of {} ({}):", call.name, call.id);
            media.insert(0, text_part(Cow::Owned(about)));
        }
        Ok(Told { message, media })
    }

    /// A result that answers no call, as words of the user.
    pub(super) fn stray(
        &mut self,
        result: &'a ToolResult,
    ) -> Result<Vec<wire::Part<'a>>, Untranslatable> {
        let (texts, media) = self.output(result)?;
        let text = result.told(Cow::Owned(joined(&texts)));
        let about = format!("{}\n{text}", result.heading());
        let mut parts = vec![text_part(Cow::Owned(about))];
        parts.extend(media);
        Ok(parts)
    }

    /// Texts, and what is none.
    fn output(
        &mut self,
        result: &'a ToolResult,
    ) -> Result<(Vec<wire::Part<'a>>, Vec<wire::Part<'a>>), Untranslatable> {
        let (mut texts, mut media) = (Vec::new(), Vec::new());
        match &result.output {
            ToolOutput::Object(_) => {
                texts.push(text_part(result.output.to_text()));
            }
            ToolOutput::Parts(parts) => {
                for part in parts {
                    match self.part(part)? {
                        Some(part) if part.text.is_some() => texts.push(part),
                        Some(part) => media.push(part),
                        None => {}
                    }
                }
            }
        }
        Ok((texts, media))
    }

    /// Chat has no mark for a failure, so that the text must say it.
    fn told(
        &self,
        mut texts: Vec<wire::Part<'a>>,
        result: &ToolResult,
        shown: bool,
    ) -> Content<'a> {
        let failed = result.is_error == Some(true);
        if self.own && !failed && !shown && texts.len() > 1 {
            return Content::Parts(texts);
        }
        let one = match texts.len() {
            1 => texts.pop().and_then(|part| part.text),
            _ => None,
        };
        let text = one.unwrap_or_else(|| Cow::Owned(joined(&texts)));
        Content::Text(if !failed && shown && text.trim().is_empty() {
            Cow::Borrowed("The result is in the next message of the user.")
        } else {
            result.told(text)
        })
    }
}

fn joined(texts: &[wire::Part<'_>]) -> String {
    let texts: Vec<&str> = texts
        .iter()
        .filter_map(|part| part.text.as_deref())
        .collect();
    texts.join("\n\n")
}
