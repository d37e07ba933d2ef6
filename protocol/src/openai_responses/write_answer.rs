//! A complete answer for a client that speaks Responses.

use routex_entity::Dialect;
use serde::Serialize;
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};

use super::{
    annotations, namespace,
    output::{self, Callee, Item, Summary},
    read_item,
    response::{Echo, Ending, ResponseBody},
    usage::UsageBody,
};
use crate::{
    codec::Context,
    hub::{Answer, Arguments, Choice, Content, End, EndReason, Extras, Part, ToolCall, Usage},
};

/// Extra of a part: what the message that it stands in says of itself.
pub(super) const MESSAGE: &str = "=message";

pub(super) fn write(answer: &Answer, context: &Context) -> Vec<u8> {
    let own = answer.origin == Dialect::OpenaiResponses;
    let choice = answer.choices.first();
    let mut items = Items {
        context,
        own,
        done: Vec::new(),
    };
    for part in choice.map_or(&[][..], |choice| &choice.parts) {
        items.part(part);
    }
    let ending = ending(choice);
    let id = match answer.id.as_str() {
        id if own && !id.is_empty() => id.to_owned(),
        _ => context.id("resp_rx", 0),
    };
    let echo = Echo::new(context);
    // Clients want to be told.
    let estimate;
    let usage = match &answer.usage {
        Some(usage) => usage,
        None => {
            estimate = Usage::from(answer.estimated_tokens(context.estimated_input));
            &estimate
        }
    };
    let output = to_raw_value(&items.done).unwrap_or_else(|_| RawValue::NULL.to_owned());
    let body = ResponseBody {
        id: &id,
        object: "response",
        created_at: answer.created.filter(|_| own).unwrap_or(context.now),
        status: ending.status,
        error: ending.error,
        incomplete_details: ending.incomplete_details,
        model: model(&answer.model, context),
        output: &output,
        usage: Some(UsageBody::new(usage, own)),
        echo: &echo,
    };
    if own {
        with(&body, &answer.extras)
    } else {
        bytes(&body)
    }
}

/// As the provider names it, or else as the client asked for it.
pub(super) fn model<'a>(named: &'a str, context: &'a Context) -> &'a str {
    if named.is_empty() {
        &context.request.model
    } else {
        named
    }
}

fn ending(choice: Option<&Choice>) -> Ending {
    let Some(choice) = choice else {
        // The prompt itself was refused.
        return Ending::of(&End::new(EndReason::Refused), false);
    };
    let refuses = choice
        .parts
        .iter()
        .any(|part| matches!(part.content, Content::Refusal(_)));
    Ending::of(&choice.end, refuses)
}

/// The provider's own members win over what was made up.
fn with(body: &ResponseBody<'_>, extras: &Extras) -> Vec<u8> {
    let mut value = serde_json::to_value(body).unwrap_or_default();
    if let Value::Object(object) = &mut value {
        object.extend(extras.clone());
    }
    bytes(&value)
}

fn bytes(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).unwrap_or_default()
}

struct Items<'a> {
    context: &'a Context,
    own: bool,
    done: Vec<Value>,
}

impl Items<'_> {
    /// The number of the item that comes next.
    fn next(&self) -> usize {
        self.done.len() + 1
    }

    fn part(&mut self, part: &Part) {
        let context = self.context;
        let number = self.next();
        match &part.content {
            Content::Text(text) => {
                let annotations = self.annotations(part);
                self.message(
                    part,
                    output::Content::Text {
                        text,
                        annotations: &annotations,
                        logprobs: [],
                    },
                );
            }
            Content::Refusal(refusal) => self.message(part, output::Content::Refusal { refusal }),
            Content::Thought(paragraphs) => {
                let hidden = self.own && read_item::is_content(&part.extras);
                let summary: Vec<Summary<'_>> = paragraphs
                    .iter()
                    .filter(|_| !hidden)
                    .map(|text| Summary { text })
                    .collect();
                let seal = part.seal.as_ref();
                let seal = seal.map(|seal| seal.to_client(Dialect::OpenaiResponses));
                let item = Item::Reasoning {
                    id: &context.id("rs_", number),
                    summary: &summary,
                    encrypted_content: seal.as_deref(),
                };
                self.push(&item, &part.extras);
            }
            Content::ToolCall(call) => {
                let callee = self.callee(call, &part.extras);
                let id = context.id(callee.prefix(), number);
                let call_id = output::call_id(&call.id, context, number);
                let input = callee.input(&call.arguments);
                let item = callee.item(&id, output::COMPLETED, &call_id, &input);
                self.push(&item, &part.extras);
            }
            Content::Image(image) => {
                if let Some(item) = output::image(&context.id("ig_", number), image) {
                    self.push(&item, &part.extras);
                }
            }
            Content::Foreign(value) if self.own => self.done.push(value.clone()),
            _ => {}
        }
        self.seal_behind(part);
    }

    fn callee(&self, call: &ToolCall, extras: &Extras) -> Callee {
        let mut callee = Callee::find(&call.name, self.context);
        if self.own {
            // A provider of this dialect says itself what it calls.
            callee.custom |= matches!(call.arguments, Arguments::Text(_));
            if let Some(group) = namespace::of_call(extras) {
                callee.name = namespace::inner(group, &call.name).to_owned();
                callee.namespace = Some(group.to_owned());
            }
        }
        callee
    }

    /// A seal on anything but a thought follows in an item of its own.
    fn seal_behind(&mut self, part: &Part) {
        let seal = match (&part.content, &part.seal) {
            (Content::Text(_) | Content::ToolCall(_), Some(seal)) => seal,
            _ => return,
        };
        let id = self.context.id("rs_", self.next());
        let value = seal.to_client(Dialect::OpenaiResponses);
        self.push(&output::sealed_item(&id, &value), &Extras::new());
    }

    fn push(&mut self, item: &Item<'_>, extras: &Extras) {
        let Ok(mut item) = serde_json::to_value(item) else {
            return;
        };
        self.add(&mut item, extras);
        self.done.push(item);
    }

    /// Every part is a message, but for those that came in one.
    fn message(&mut self, part: &Part, content: output::Content<'_>) {
        let Ok(mut content) = serde_json::to_value(content) else {
            return;
        };
        self.add(&mut content, &part.extras);
        let message = part.extras.get(MESSAGE).and_then(Value::as_object);
        if let Some(message) = message.filter(|_| self.own)
            && let Some(Value::Object(last)) = self.done.last_mut()
            && let id @ Some(_) = message.get("id")
            && last.get("id") == id
            && let Some(Value::Array(list)) = last.get_mut("content")
        {
            list.push(content);
            return;
        }
        let item = Item::Message {
            id: &self.context.id("msg_", self.next()),
            status: output::COMPLETED,
            role: "assistant",
            content: &[],
        };
        let Ok(mut item) = serde_json::to_value(item) else {
            return;
        };
        item["content"] = Value::Array(vec![content]);
        if let Some(message) = message {
            self.add(&mut item, message);
        }
        self.done.push(item);
    }

    fn annotations(&self, part: &Part) -> Vec<Value> {
        match part.extras.get("annotations") {
            Some(Value::Array(list)) => list.iter().filter_map(annotations::adapt).collect(),
            _ => Vec::new(),
        }
    }

    fn add(&self, item: &mut Value, extras: &Extras) {
        if let Value::Object(item) = item
            && self.own
        {
            for (name, value) in extras {
                if !name.starts_with('=') {
                    item.insert(name.clone(), value.clone());
                }
            }
        }
    }
}
