//! JSON of the dialect, made up.

use proptest::{collection::vec, option, prelude::*};
use serde_json::{Map, Value, json};

pub(super) type Json = BoxedStrategy<Value>;

/// An object with some of these members.
pub(super) fn some_of(members: Vec<(&'static str, Json)>) -> Json {
    let members: Vec<_> = members
        .into_iter()
        .map(|(name, value)| option::of(value).prop_map(move |value| (name, value)))
        .collect();
    members
        .prop_map(|members| {
            let given = members.into_iter();
            let given = given.filter_map(|(name, value)| Some((name.to_owned(), value?)));
            Value::Object(Map::from_iter(given))
        })
        .boxed()
}

/// An object with all of these members, and some of those.
pub(super) fn object(all: Vec<(&'static str, Json)>, some: Vec<(&'static str, Json)>) -> Json {
    let all: Vec<_> = all
        .into_iter()
        .map(|(name, value)| value.prop_map(move |value| (name.to_owned(), value)))
        .collect();
    (all, some_of(some))
        .prop_map(|(all, mut some)| {
            some.as_object_mut().unwrap().extend(all);
            some
        })
        .boxed()
}

pub(super) fn text() -> Json {
    "[a-zA-Z ü\n\"]{0,12}".prop_map(Value::from).boxed()
}

pub(super) fn some_text() -> Json {
    "[a-z]{1,12}".prop_map(Value::from).boxed()
}

pub(super) fn number() -> Json {
    (0..40_u32).prop_map(|n| json!(f64::from(n) / 20.0)).boxed()
}

pub(super) fn count() -> Json {
    (1..9_999_u64).prop_map(Value::from).boxed()
}

pub(super) fn flag() -> Json {
    any::<bool>().prop_map(Value::from).boxed()
}

pub(super) fn one_of(values: &[&'static str]) -> Json {
    proptest::sample::select(values.to_vec())
        .prop_map(Value::from)
        .boxed()
}

pub(super) fn list(item: Json, least: usize) -> Json {
    vec(item, least..4).prop_map(Value::from).boxed()
}

/// Something that only Google understands.
pub(super) fn opaque() -> Json {
    prop_oneof![
        Just(json!({})),
        Just(json!({"some_key": [1, {"x": "y"}]})),
        some_text(),
        list(count(), 0),
    ]
    .boxed()
}

pub(super) fn any_object() -> Json {
    prop_oneof![
        Just(json!({})),
        Just(json!({"city": "Paris", "days": [1, 2.5, null], "deep": {"er": true}})),
        some_text().prop_map(|text| json!({"output": text})),
        some_text().prop_map(|text| json!({"error": text})),
    ]
    .boxed()
}

fn signature() -> Json {
    "[A-Z][a-zA-Z0-9+/]{7}".prop_map(Value::from).boxed()
}

fn media() -> Json {
    let types = [
        "image/png",
        "application/pdf",
        "audio/wav",
        "video/mp4",
        "text/plain",
    ];
    let blob = object(
        vec![
            ("mimeType", one_of(&types)),
            ("data", one_of(&["iVBORw0K", "ab+/", ""])),
        ],
        vec![("displayName", some_text())],
    );
    let uris = [
        "https://example.com/a.png",
        "https://www.youtube.com/watch?v=9hE5-98ZeCg",
        "gs://bucket/file",
        "https://generativelanguage.googleapis.com/v1beta/files/abc",
    ];
    let file = object(
        vec![("fileUri", one_of(&uris))],
        vec![("mimeType", one_of(&types)), ("displayName", some_text())],
    );
    prop_oneof![
        object(vec![("inlineData", blob)], metadata()),
        object(vec![("fileData", file)], metadata()),
    ]
    .boxed()
}

fn metadata() -> Vec<(&'static str, Json)> {
    vec![
        ("videoMetadata", opaque()),
        ("mediaResolution", opaque()),
        ("partMetadata", opaque()),
    ]
}

/// A part that the provider's own tools made.
fn hosted() -> Json {
    let names = [
        "executableCode",
        "codeExecutionResult",
        "toolCall",
        "toolResponse",
    ];
    (
        proptest::sample::select(names.to_vec()),
        opaque(),
        option::of(signature()),
    )
        .prop_map(|(name, value, signature)| match signature {
            Some(signature) => json!({name: value, "thoughtSignature": signature}),
            None => json!({name: value}),
        })
        .boxed()
}

/// `ids`: whether calls have them.
pub(super) fn model_part(ids: bool) -> Json {
    let signed = || vec![("thoughtSignature", signature())];
    let mut call = vec![("name", one_of(&["f", "g.h"])), ("args", any_object())];
    if ids {
        call.push(("id", some_text()));
    }
    let call = object(
        call,
        vec![("partialArgs", opaque()), ("willContinue", flag())],
    );
    prop_oneof![
        object(vec![("text", text())], signed()),
        object(
            vec![("text", text()), ("thought", Just(json!(true)).boxed())],
            signed()
        ),
        object(vec![("functionCall", call)], signed()),
        media(),
        hosted(),
    ]
    .boxed()
}

fn user_part(ids: bool) -> Json {
    let mut response = vec![("name", one_of(&["f", "g.h"])), ("response", any_object())];
    if ids {
        response.push(("id", some_text()));
    }
    let response = object(
        response,
        vec![
            ("parts", list(media(), 1)),
            ("willContinue", flag()),
            ("scheduling", one_of(&["SILENT"])),
        ],
    );
    prop_oneof![
        object(vec![("text", text())], metadata()),
        object(vec![("functionResponse", response)], vec![]),
        media(),
    ]
    .boxed()
}

pub(super) fn contents() -> Json {
    any::<bool>()
        .prop_flat_map(|ids| {
            let turn = |role: &'static str, part: Json| {
                object(
                    vec![
                        ("role", Just(json!(role)).boxed()),
                        ("parts", list(part, 1)),
                    ],
                    vec![],
                )
            };
            let turn = prop_oneof![turn("user", user_part(ids)), turn("model", model_part(ids))];
            list(turn.boxed(), 1)
        })
        .boxed()
}
