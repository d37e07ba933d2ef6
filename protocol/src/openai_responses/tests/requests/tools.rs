//! Tools of every type, and choices among them.

use proptest::prelude::*;
use serde_json::Value;

use super::super::json::*;

pub fn function() -> BoxedStrategy<Value> {
    typed(
        "function",
        vec![
            always("name", word()),
            maybe("description", text()),
            maybe(
                "parameters",
                object(vec![maybe("type", one_of(&["object"]))]),
            ),
            maybe("strict", flag()),
            maybe("defer_loading", flag()),
            maybe("async", flag()),
            maybe("allowed_callers", list(word(), 1)),
            maybe("output_schema", object(vec![])),
        ],
    )
}

fn custom() -> BoxedStrategy<Value> {
    let grammar = typed(
        "grammar",
        vec![always("definition", text()), always("syntax", word())],
    );
    typed(
        "custom",
        vec![
            always("name", word()),
            maybe("description", text()),
            maybe("format", grammar),
        ],
    )
}

pub fn tool() -> BoxedStrategy<Value> {
    let namespace = typed(
        "namespace",
        vec![
            // Neighbours of one name would be one group.
            always("name", "[a-z]{12}(__)?".prop_map(Value::from)),
            always("description", text()),
            always("tools", list(either(vec![function(), custom()]), 1)),
        ],
    );
    let hosted = vec![
        typed("web_search", vec![maybe("search_context_size", word())]),
        typed(
            "mcp",
            vec![
                always("server_label", word()),
                maybe("require_approval", word()),
            ],
        ),
        typed("local_shell", vec![]),
    ];
    either([vec![function(), custom(), namespace], hosted].concat())
}

pub fn tool_choice() -> BoxedStrategy<Value> {
    let function = || {
        typed(
            "function",
            vec![always("name", "[A-Z]{3}".prop_map(Value::from))],
        )
    };
    let mcp = || typed("mcp", vec![always("server_label", word())]);
    let allowed = |tools| {
        typed(
            "allowed_tools",
            vec![
                always("mode", one_of(&["auto", "required"])),
                always("tools", tools),
            ],
        )
    };
    either(vec![
        one_of(&["auto", "none", "required"]),
        function(),
        typed("shell", vec![]),
        mcp(),
        allowed(list(function(), 1)),
        allowed(list(either(vec![function(), mcp()]), 1)),
    ])
}
