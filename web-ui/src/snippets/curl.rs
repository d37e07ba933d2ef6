//! One request by hand, in each dialect.

use super::{
    Target, Tool,
    quote::{quoted, shell, text},
};

pub fn command(tool: Tool, Target { origin, key, model }: Target<'_>) -> String {
    let name = text(model);
    let messages = r#""messages": [{"role": "user", "content": "Hello"}]"#;
    let bearer = || vec![format!("authorization: Bearer {key}")];
    let (path, headers, body) = match tool {
        Tool::CurlResponses => (
            "/v1/responses".to_owned(),
            bearer(),
            format!(r#"{{"model": {name}, "input": "Hello"}}"#),
        ),
        Tool::CurlMessages => (
            "/v1/messages".to_owned(),
            vec![
                format!("x-api-key: {key}"),
                "anthropic-version: 2023-06-01".to_owned(),
            ],
            format!(r#"{{"model": {name}, "max_tokens": 1024, {messages}}}"#),
        ),
        Tool::CurlGemini => (
            format!("/v1beta/models/{model}:generateContent"),
            vec![format!("x-goog-api-key: {key}")],
            r#"{"contents": [{"parts": [{"text": "Hello"}]}]}"#.to_owned(),
        ),
        _ => (
            "/v1/chat/completions".to_owned(),
            bearer(),
            format!(r#"{{"model": {name}, {messages}}}"#),
        ),
    };
    let mut lines = vec![format!("curl {}", shell(&format!("{origin}{path}")))];
    let json = "content-type: application/json".to_owned();
    lines.extend(
        headers
            .into_iter()
            .chain([json])
            .map(|header| format!("-H {}", quoted(&header))),
    );
    lines.push(format!("-d {}", quoted(&body)));
    lines.join(" \\\n  ")
}
