//! JSON objects of which some members are there and some are not.

use proptest::{option, prelude::*};
use serde_json::{Map, Value, json};

pub type Member = (&'static str, BoxedStrategy<Option<Value>>);

pub fn always(name: &'static str, value: impl Strategy<Value = Value> + 'static) -> Member {
    (name, value.prop_map(Some).boxed())
}

pub fn maybe(name: &'static str, value: impl Strategy<Value = Value> + 'static) -> Member {
    (name, option::of(value).boxed())
}

pub fn object(members: Vec<Member>) -> BoxedStrategy<Value> {
    let (names, values): (Vec<_>, Vec<_>) = members.into_iter().unzip();
    values
        .prop_map(move |values| {
            let members = names.iter().zip(values);
            let there = members.filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
            Value::Object(there.collect::<Map<_, _>>())
        })
        .boxed()
}

/// An object of this type.
pub fn typed(kind: &'static str, mut members: Vec<Member>) -> BoxedStrategy<Value> {
    members.insert(0, always("type", Just(json!(kind))));
    object(members)
}

pub fn text() -> BoxedStrategy<Value> {
    "[a-zA-Z \\n\"ü{}]{0,12}".prop_map(Value::from).boxed()
}

pub fn word() -> BoxedStrategy<Value> {
    "[a-z_]{1,9}".prop_map(Value::from).boxed()
}

pub fn flag() -> BoxedStrategy<Value> {
    any::<bool>().prop_map(Value::from).boxed()
}

pub fn count() -> BoxedStrategy<Value> {
    (1_u32..5_000).prop_map(Value::from).boxed()
}

pub fn fraction() -> BoxedStrategy<Value> {
    (0_u8..20)
        .prop_map(|tenths| json!(f64::from(tenths) / 10.0))
        .boxed()
}

pub fn one_of(words: &'static [&'static str]) -> BoxedStrategy<Value> {
    prop::sample::select(words).prop_map(Value::from).boxed()
}

pub fn list(of: BoxedStrategy<Value>, from: usize) -> BoxedStrategy<Value> {
    prop::collection::vec(of, from..from + 3)
        .prop_map(Value::Array)
        .boxed()
}

pub fn either(strategies: Vec<BoxedStrategy<Value>>) -> BoxedStrategy<Value> {
    proptest::strategy::Union::new(strategies).boxed()
}
