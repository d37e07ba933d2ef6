//! Items that are done, and the message that is being written.

use std::borrow::Cow;

use serde_json::Value;

use crate::{
    hub::{Extras, Part},
    json::{Node, Object},
    openai_responses::write_answer::MESSAGE,
};

pub(super) struct Items<'a> {
    /// The client speaks Responses, too.
    own: bool,
    pub done: Vec<Node<'a>>,
    pub content: Vec<Object<'a>>,
    /// Extras of the message.
    pub extras: Extras,
}

impl<'a> Items<'a> {
    pub(super) fn new(own: bool) -> Self {
        Self {
            own,
            done: Vec::new(),
            content: Vec::new(),
            extras: Extras::new(),
        }
    }

    /// Parts of an answer say which message they are from.
    pub(super) fn begin_message(&mut self, role: &'static str, part: &Part) {
        let Some(Value::Object(message)) = part.extras.get(MESSAGE) else {
            return;
        };
        if self.extras != *message {
            self.end_message(role);
            self.extras.clone_from(message);
        }
    }

    pub(super) fn end_message(&mut self, role: &'static str) {
        if !self.content.is_empty() {
            self.message(role);
        }
    }

    pub(super) fn message(&mut self, role: &'static str) {
        let content = std::mem::take(&mut self.content);
        // Parts of an answer are only for answers that have an id. Without one there is the short form, with a text.
        let short = role == "assistant" && !self.extras.contains_key("id");
        match self.texts(&content).filter(|_| short) {
            Some(texts) => {
                for text in texts {
                    self.push(role, text.into());
                }
            }
            None => {
                let content: Vec<Node<'a>> = content.into_iter().map(Node::Object).collect();
                self.push(role, content.into());
            }
        }
    }

    /// The texts that a message consists of, if there is nothing else to it.
    fn texts(&self, content: &[Object<'a>]) -> Option<Vec<Cow<'a, str>>> {
        let most = if self.own { 1 } else { usize::MAX };
        if content.is_empty() || content.len() > most {
            return None;
        }
        content.iter().map(|part| self.text(part)).collect()
    }

    fn text(&self, part: &Object<'a>) -> Option<Cow<'a, str>> {
        let plain = |(name, node): (&str, &Node<'_>)| match name {
            "type" | "text" => true,
            "annotations" => node.is_empty_list(),
            _ => false,
        };
        let text = match part.get("type")?.as_text()? {
            "output_text" if part.iter().all(plain) => part.get("text"),
            "refusal" if !self.own => part.get("refusal"),
            _ => None,
        };
        match text? {
            Node::Text(text) => Some(text.clone()),
            node => node.as_text().map(|text| Cow::Owned(text.to_owned())),
        }
    }

    fn push(&mut self, role: &'static str, content: Node<'a>) {
        let mut item = Object::new();
        item.put("type", "message");
        item.put("role", role);
        item.put("content", content);
        let kept = |(name, _): &(&String, &Value)| !name.starts_with('=');
        let kept = self.extras.iter().filter(kept);
        item.put_all(kept.map(|(name, value)| (name.clone().into(), value.clone().into())));
        self.done.push(item.into());
    }
}
