//! Items that are done, and the message that is being written.

use serde_json::Value;

use super::put;
use crate::{
    hub::{Extras, Part},
    openai_responses::write_answer::MESSAGE,
};

pub(super) struct Items {
    /// The client speaks Responses, too.
    own: bool,
    pub done: Vec<Value>,
    pub content: Vec<Value>,
    /// Extras of the message.
    pub extras: Extras,
}

impl Items {
    pub(super) fn new(own: bool) -> Self {
        Self {
            own,
            done: Vec::new(),
            content: Vec::new(),
            extras: Extras::new(),
        }
    }

    /// Parts of an answer say which message they are from.
    pub(super) fn begin_message(&mut self, role: &str, part: &Part) {
        let Some(Value::Object(message)) = part.extras.get(MESSAGE) else {
            return;
        };
        if self.extras != *message {
            self.end_message(role);
            self.extras.clone_from(message);
        }
    }

    pub(super) fn end_message(&mut self, role: &str) {
        if !self.content.is_empty() {
            self.message(role);
        }
    }

    pub(super) fn message(&mut self, role: &str) {
        let content = std::mem::take(&mut self.content);
        // Parts of an answer are only for answers that have an id. Without one there is the short form, with a text.
        let short = role == "assistant" && !self.extras.contains_key("id");
        match self.texts(&content).filter(|_| short) {
            Some(texts) => {
                for text in texts {
                    self.push(role, Value::from(text));
                }
            }
            None => self.push(role, Value::Array(content)),
        }
    }

    /// The texts that a message consists of, if there is nothing else to it.
    fn texts(&self, content: &[Value]) -> Option<Vec<String>> {
        let most = if self.own { 1 } else { usize::MAX };
        if content.is_empty() || content.len() > most {
            return None;
        }
        content.iter().map(|part| self.text(part)).collect()
    }

    fn text(&self, part: &Value) -> Option<String> {
        let plain = |(name, value): (&String, &Value)| match name.as_str() {
            "type" | "text" => true,
            "annotations" => value.as_array().is_some_and(Vec::is_empty),
            _ => false,
        };
        let object = part.as_object()?;
        let text = match object.get("type")?.as_str()? {
            "output_text" if object.iter().all(plain) => object.get("text"),
            "refusal" if !self.own => object.get("refusal"),
            _ => None,
        };
        text?.as_str().map(str::to_owned)
    }

    fn push(&mut self, role: &str, content: Value) {
        let mut item = Extras::new();
        put(&mut item, "type", "message");
        put(&mut item, "role", role);
        put(&mut item, "content", content);
        let kept = |(name, _): &(&String, &Value)| !name.starts_with('=');
        for (name, value) in self.extras.iter().filter(kept) {
            item.insert(name.clone(), value.clone());
        }
        self.done.push(Value::Object(item));
    }
}
