//! Tools of every kind, and the choice among them.

use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Value, json};

use super::{Members, maybe, name, object, schema, words};

pub(super) fn tools() -> impl Strategy<Value = Members> {
    let function = (
        name(),
        maybe(words()),
        option::of(schema()),
        option::of(any::<bool>()),
    );
    let function = function.prop_map(|(name, description, parameters, strict)| {
        let function = object(vec![
            ("name", Some(name.into())),
            ("description", description),
            ("parameters", parameters),
            ("strict", strict.map(Value::from)),
        ]);
        json!({"type": "function", "function": function})
    });
    let grammar =
        json!({"type": "grammar", "grammar": {"definition": "start: A", "syntax": "lark"}});
    let format = option::of(select(vec![json!({"type": "text"}), grammar]));
    let custom = (name(), maybe(words()), format).prop_map(|(name, description, format)| {
        let custom = object(vec![
            ("name", Some(format!("c{name}").into())),
            ("description", description),
            ("format", format),
        ]);
        json!({"type": "custom", "custom": custom})
    });
    let hosted = Just(json!({"type": "web_search", "depth": 2}));
    let tools = vec(prop_oneof![4 => function, 2 => custom, 1 => hosted], 1..4);
    (tools, option::of(any::<bool>()), 0..6).prop_map(|(tools, parallel, choice)| {
        let named = |tool: &Value| {
            let kind = tool["type"].as_str().filter(|kind| *kind != "web_search")?;
            Some(json!({"type": kind, kind: {"name": tool[kind]["name"]}}))
        };
        let known: Vec<Value> = tools.iter().filter_map(named).collect();
        let choice = match choice {
            0 => None,
            1 => Some("auto".into()),
            2 => Some("none".into()),
            3 => Some("required".into()),
            4 => known.first().cloned(),
            _ => Some(
                json!({"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": known}}),
            ),
        };
        vec![
            ("tools", Some(tools.into())),
            ("parallel_tool_calls", parallel.map(Value::from)),
            ("tool_choice", choice),
        ]
    })
}
