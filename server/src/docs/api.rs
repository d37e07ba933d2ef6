//! docs/openapi.json and docs/en/api.md: the OpenAPI document as it is, and for reading.

use std::fmt::Write as _;

use serde_json::Value;

use super::keep;
use crate::http::{openapi::document, problem::Code};

/// What the names of pages begin with; what is on them follows.
const PAGE: &str = "Page_";
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

#[test]
fn the_openapi_document_is_kept() {
    let mut text = document().to_pretty_json().unwrap();
    text.push('\n');
    keep("openapi.json", &text);
}

#[test]
fn the_reference_of_the_api_is_kept() {
    keep(
        "en/api.md",
        &reference(&serde_json::to_value(document()).unwrap()),
    );
}

fn reference(document: &Value) -> String {
    let mut text = format!(
        "# Admin API\n\n{}\n\nEvery Routex serves this document at `/api/v1/openapi.json`, and to try it out at `/api/v1/docs/`.\n",
        text_of(&document["info"]["description"])
    );
    for tag in document["tags"].as_array().into_iter().flatten() {
        let (name, about) = (text_of(&tag["name"]), text_of(&tag["description"]));
        write!(text, "\n## {name}\n\n{about}\n\n").unwrap();
        text.push_str("| call | who may | takes | answers | |\n| --- | --- | --- | --- | --- |\n");
        calls(&mut text, document, name);
    }
    text.push_str("\n## Problems\n\nEvery refusal is `application/problem+json`: see [Problem](#problem). Its `code` is one of these.\n\n");
    text.push_str("| code | status | |\n| --- | --- | --- |\n");
    for code in Code::ALL {
        writeln!(
            text,
            "| `{}` | {} | {} |",
            code.name(),
            code.status(),
            code.title()
        )
        .unwrap();
    }
    text.push_str("\n## Bodies\n\nA page is `{\"items\": […], \"next_cursor\": …}`; the cursor is `null` on the last one.\n");
    let schemas = document["components"]["schemas"].as_object();
    for (name, schema) in schemas.into_iter().flatten() {
        if !name.starts_with(PAGE) {
            body(&mut text, document, name, schema);
        }
    }
    text
}

fn calls(text: &mut String, document: &Value, tag: &str) {
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let operation = &item[method];
            if operation["tags"][0] != tag {
                continue;
            }
            let open = operation["security"] == serde_json::json!([{}]);
            writeln!(
                text,
                "| `{} {path}` | {} | {} | {} | {} |",
                method.to_uppercase(),
                if open { "anyone" } else { "operators" },
                taken(operation),
                answers(operation),
                cell(&operation["summary"]),
            )
            .unwrap();
        }
    }
}

/// The query and the body.
fn taken(operation: &Value) -> String {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let query = parameters.filter(|parameter| parameter["in"] == "query");
    let query = query.map(|parameter| format!("`?{}`", text_of(&parameter["name"])));
    let body = media(&operation["requestBody"]);
    query.chain(body).collect::<Vec<_>>().join(", ")
}

/// What comes when all is well.
fn answers(operation: &Value) -> String {
    let responses = operation["responses"].as_object().into_iter().flatten();
    let good = responses.filter(|(status, _)| status.starts_with(['2', '3']));
    good.map(
        |(status, response)| match media(response).collect::<Vec<_>>().join(", ") {
            kinds if kinds.is_empty() => status.clone(),
            kinds => format!("{status}: {kinds}"),
        },
    )
    .collect::<Vec<_>>()
    .join("; ")
}

fn media(value: &Value) -> impl Iterator<Item = String> {
    let content = value["content"].as_object().into_iter().flatten();
    content.map(|(kind, content)| match content.get("schema") {
        Some(schema) if kind == "application/json" => type_of(schema),
        _ => format!("`{kind}`"),
    })
}

fn body(text: &mut String, document: &Value, name: &str, schema: &Value) {
    write!(text, "\n### {name}\n\n").unwrap();
    if let Some(about) = schema["description"].as_str() {
        write!(text, "{about}\n\n").unwrap();
    }
    let fields = fields(document, schema);
    if fields.is_empty() {
        writeln!(text, "{}", type_of(schema)).unwrap();
        return;
    }
    text.push_str("| field | type | |\n| --- | --- | --- |\n");
    for (field, type_, required) in fields {
        let mark = if required { "" } else { " (optional)" };
        let about = cell(&type_["description"]);
        writeln!(text, "| `{field}`{mark} | {} | {about} |", type_of(type_)).unwrap();
    }
}

/// Name, schema and whether it must be there, with those of the schemas that it is put together of.
fn fields<'a>(document: &'a Value, schema: &'a Value) -> Vec<(&'a str, &'a Value, bool)> {
    let schema = resolved(document, schema);
    let required = |name: &str| {
        let mut required = schema["required"].as_array().into_iter().flatten();
        required.any(|required| required == name)
    };
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let parts = parts.flat_map(|part| fields(document, part));
    let own = schema["properties"].as_object().into_iter().flatten();
    let own = own.map(|(name, field)| (name.as_str(), field, required(name)));
    parts.chain(own).collect()
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match name_of(schema) {
        Some(name) => &document["components"]["schemas"][name],
        None => schema,
    }
}

fn name_of(schema: &Value) -> Option<&str> {
    schema["$ref"]
        .as_str()?
        .strip_prefix("#/components/schemas/")
}

fn type_of(schema: &Value) -> String {
    if let Some(name) = name_of(schema) {
        if let Some(item) = name.strip_prefix(PAGE) {
            return format!("page of [{item}](#{})", item.to_lowercase());
        }
        return format!("[{name}](#{})", name.to_lowercase());
    }
    for combined in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema[combined].as_array() {
            return parts.iter().map(type_of).collect::<Vec<_>>().join(" or ");
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        let values = values.iter().map(|value| format!("`{value}`"));
        return values.collect::<Vec<_>>().join(" or ");
    }
    let names = match &schema["type"] {
        Value::Array(names) => names.iter().map(text_of).collect(),
        name => vec![text_of(name)],
    };
    let named = names.into_iter().map(|name| match name {
        "array" => format!("list of {}", type_of(&schema["items"])),
        "object" if schema["additionalProperties"].is_object() => {
            format!("map of {}", type_of(&schema["additionalProperties"]))
        }
        "string" => schema["format"].as_str().unwrap_or("string").to_owned(),
        "" => "any".to_owned(),
        name => name.to_owned(),
    });
    named.collect::<Vec<_>>().join(" or ")
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Text for a table: one line, no column of its own.
fn cell(value: &Value) -> String {
    let lines: Vec<&str> = text_of(value).split_whitespace().collect();
    lines.join(" ").replace('|', "\\|")
}
