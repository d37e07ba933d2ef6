//! Requests and answers with every documented member, in the form that they are written in.

mod answer;
mod conversation;
mod request;
mod tools;

pub(super) use answer::answer;
use proptest::{option, prelude::*, sample::select};
pub(super) use request::request;
use serde_json::{Map, Value, json};

/// Members that may be there.
type Members = Vec<(&'static str, Option<Value>)>;

fn object(members: Members) -> Value {
    let there = |(name, value): (&str, Option<Value>)| Some((name.to_owned(), value?));
    Value::Object(members.into_iter().filter_map(there).collect::<Map<_, _>>())
}

fn words() -> impl Strategy<Value = Value> {
    "[a-zA-Z0-9ßé \\\\\"\n]{1,12}".prop_map(Value::from)
}

fn name() -> impl Strategy<Value = String> {
    "[a-z][a-zA-Z0-9_-]{0,11}"
}

fn maybe(one: impl Strategy<Value = Value>) -> impl Strategy<Value = Option<Value>> {
    option::of(one)
}

fn one_of(names: &'static [&'static str]) -> impl Strategy<Value = Option<Value>> {
    option::of(select(names).prop_map(Value::from))
}

fn number(most: u64) -> impl Strategy<Value = Option<Value>> {
    option::of((1..most).prop_map(Value::from))
}

fn schema() -> impl Strategy<Value = Value> {
    (name(), words()).prop_map(|(name, words)| {
        let property = json!({"type": "string", "description": words});
        json!({"type": "object", "properties": {name: property}, "required": []})
    })
}
