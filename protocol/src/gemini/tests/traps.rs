//! What requests of other dialects must become so that Google takes them.

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{body, target, write};
use crate::{
    codec::{Feature, Purpose, Target},
    hub::{
        Content, Effort, Media, OutputFormat, Part, Reasoning, Request, Role, Schema, Source,
        Thinking, Tool, ToolChoice, ToolKind, Turn,
    },
};

const FLASH: &str = "gemini-2.5-flash";
const THIRD: &str = "gemini-3-pro-preview";

fn said(turns: &[(Role, &str)]) -> Request {
    let turns = turns.iter();
    Request {
        turns: turns
            .map(|(role, text)| Turn::new(*role, vec![Part::text(*text)]))
            .collect(),
        ..Request::new(Dialect::Anthropic, "m")
    }
}

fn hello() -> Request {
    said(&[(Role::User, "Hello.")])
}

fn with_tool(name: &str) -> Request {
    Request {
        tools: vec![Tool::function(name, None, None)],
        ..hello()
    }
}

fn texts(body: &Value) -> Vec<(String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let contents = body["contents"].as_array().unwrap().iter();
    contents
        .map(|content| {
            let parts = content["parts"].as_array().unwrap().iter();
            let parts = parts.map(|part| text(&part["text"])).collect();
            (text(&content["role"]), parts)
        })
        .collect()
}

#[test]
fn sides_alternate_and_the_user_begins() {
    let request = said(&[
        (Role::Assistant, "Hi!"),
        (Role::User, "a"),
        (Role::User, ""),
        (Role::System, "Be kind."),
        (Role::User, "b"),
        (Role::Assistant, "c"),
        (Role::Assistant, "d"),
    ]);
    let of = |role: &str, parts: &[&str]| {
        let parts = parts.iter().map(|part| (*part).to_owned());
        (role.to_owned(), parts.collect::<Vec<_>>())
    };
    assert_eq!(
        texts(&body(&request, FLASH)),
        [
            of("user", &["Continue."]),
            of("model", &["Hi!"]),
            of("user", &["a", "<system>\nBe kind.\n</system>", "b"]),
            of("model", &["c", "d"]),
        ]
    );
    let nothing = said(&[(Role::System, "Greet the user.")]);
    let written = body(&nothing, FLASH);
    assert_eq!(texts(&written), [of("user", &["Continue."])]);
    assert_eq!(
        written["systemInstruction"]["parts"][0]["text"],
        "Greet the user."
    );
}

#[test]
fn thinking_is_told_as_the_model_wants_it() {
    let config = |reasoning: Reasoning, model: &str| {
        let request = Request {
            reasoning,
            max_output: Some(4_000),
            ..hello()
        };
        body(&request, model)["generationConfig"]["thinkingConfig"].clone()
    };
    let effort = |effort| Reasoning {
        effort: Some(effort),
        ..Reasoning::default()
    };
    let thinking = |thinking| Reasoning {
        thinking: Some(thinking),
        ..Reasoning::default()
    };
    let low = json!({"includeThoughts": true, "thinkingLevel": "LOW"});
    assert_eq!(config(effort(Effort::Low), THIRD), low);
    assert_eq!(
        config(thinking(Thinking::Off), THIRD),
        json!({"thinkingLevel": "LOW"})
    );
    assert_eq!(
        config(thinking(Thinking::Adaptive), THIRD),
        json!({"includeThoughts": true})
    );
    // Half of what may be written is left for the answer.
    let budget = json!({"includeThoughts": true, "thinkingBudget": 2_000});
    assert_eq!(config(effort(Effort::Max), FLASH), budget);
    assert_eq!(
        config(thinking(Thinking::Off), FLASH),
        json!({"thinkingBudget": 0})
    );
    let adaptive = json!({"includeThoughts": true, "thinkingBudget": -1});
    assert_eq!(config(thinking(Thinking::Adaptive), FLASH), adaptive);
    assert_eq!(
        config(effort(Effort::High), "gemini-2.0-flash"),
        Value::Null
    );
    assert_eq!(config(Reasoning::default(), FLASH), Value::Null);
}

#[test]
fn json_beside_functions_is_asked_for_in_words_before_the_third_generation() {
    let request = Request {
        format: Some(OutputFormat::JsonSchema(Schema {
            schema: json!({"type": "object"}),
            ..Schema::default()
        })),
        ..with_tool("f")
    };
    let (early, written) = write(&request, &target(FLASH)).unwrap();
    assert_eq!(early["generationConfig"], Value::Null);
    let instruction = &early["systemInstruction"]["parts"][0]["text"];
    assert!(
        instruction
            .as_str()
            .unwrap()
            .ends_with(r#"{"type":"object"}"#)
    );
    assert_eq!(written.dropped.names(), ["output_config.format"]);
    let late = body(&request, THIRD);
    assert_eq!(
        late["generationConfig"]["responseMimeType"],
        "application/json"
    );
    assert_eq!(late["systemInstruction"], Value::Null);
}

#[test]
fn json_without_schemas_is_json_with_words() {
    let request = Request {
        format: Some(OutputFormat::JsonSchema(Schema {
            schema: json!({"type": "object"}),
            ..Schema::default()
        })),
        ..hello()
    };
    let without = Target {
        features: target(FLASH).features.without(Feature::JsonSchema),
        ..target(FLASH)
    };
    let (body, _) = write(&request, &without).unwrap();
    assert_eq!(
        body["generationConfig"],
        json!({"responseMimeType": "application/json"})
    );
    assert!(body["systemInstruction"].is_object());
}

#[test]
fn names_of_tools_are_ones_that_google_takes() {
    for (name, expected) in [("plain_1", "plain_1"), ("1st", "_1st"), ("-x", "_-x")] {
        let request = Request {
            tool_choice: Some(ToolChoice::Tool(name.to_owned())),
            ..with_tool(name)
        };
        let (body, written) = write(&request, &target(FLASH)).unwrap();
        assert_eq!(
            body["tools"][0]["functionDeclarations"][0]["name"],
            expected
        );
        let allowed = &body["toolConfig"]["functionCallingConfig"]["allowedFunctionNames"];
        assert_eq!(allowed, &json!([expected]));
        assert_eq!(written.names.original(expected), name);
    }
}

#[test]
fn a_function_without_parameters_has_no_schema() {
    let declaration = |schema: Value| {
        let request = Request {
            tools: vec![Tool::function("f", None, Some(schema))],
            ..hello()
        };
        body(&request, FLASH)["tools"][0]["functionDeclarations"][0].clone()
    };
    for schema in [
        json!({}),
        json!({"type": "object", "properties": {}, "additionalProperties": false}),
    ] {
        assert_eq!(declaration(schema), json!({"name": "f"}));
    }
    let schema = json!({"$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object", "properties": {"$schema": {"type": "string"}}});
    let plain = json!({"type": "object", "properties": {"$schema": {"type": "string"}}});
    assert_eq!(declaration(schema)["parametersJsonSchema"], plain);
}

#[test]
fn tools_of_other_providers_are_dropped_unless_forced() {
    let mut request = with_tool("f");
    request.tools.push(Tool {
        kind: ToolKind::Hosted(json!({"type": "web_search_20250305", "name": "web_search"})),
        ..Tool::function("", None, None)
    });
    let (body, written) = write(&request, &target(FLASH)).unwrap();
    assert_eq!(
        body["tools"],
        json!([{"functionDeclarations": [{"name": "f"}]}])
    );
    assert_eq!(written.dropped.names(), ["tools.web_search_20250305"]);
    request.tools.remove(0);
    request.tool_choice = Some(ToolChoice::Required);
    assert_eq!(
        write(&request, &target(FLASH)).unwrap_err().what,
        "tool_choice"
    );
    request.tool_choice = Some(ToolChoice::Auto);
    assert_eq!(super::body(&request, FLASH)["toolConfig"], Value::Null);
}

#[test]
fn what_the_model_lacks_is_refused() {
    let lacking = |request: &Request, feature| {
        let target = Target {
            features: target(FLASH).features.without(feature),
            ..target(FLASH)
        };
        write(request, &target).unwrap_err().what
    };
    assert_eq!(lacking(&with_tool("f"), Feature::Tools), "tools");
    let media = |content: fn(Media) -> Content| {
        let mut request = hello();
        let source = Source::Base64("AAAA".to_owned());
        let media = Media {
            source,
            ..Media::default()
        };
        request.turns[0].parts.push(Part::new(content(media)));
        request
    };
    assert_eq!(
        lacking(&media(Content::Image), Feature::Images),
        "messages.image"
    );
    assert_eq!(
        lacking(&media(Content::Document), Feature::Documents),
        "messages.document"
    );
    assert_eq!(
        lacking(&media(Content::Audio), Feature::Audio),
        "messages.audio"
    );
}

#[test]
fn numbers_are_within_googles_limits() {
    let mut request = hello();
    request.origin = Dialect::OpenaiChat;
    request.sampling.seed = Some(5_000_000_000_u64.into());
    request.stop = ["1", "", "2", "3", "4", "5", "6"].map(str::to_owned).into();
    request.choices = Some(1);
    let (body, written) = write(&request, &target(FLASH)).unwrap();
    let config = json!({"stopSequences": ["1", "2", "3", "4", "5"]});
    assert_eq!(body["generationConfig"], config);
    assert_eq!(written.dropped.names(), ["stop", "seed"]);
}

#[test]
fn a_question_for_tokens_holds_the_whole_request() {
    let target = Target {
        purpose: Purpose::Count,
        ..target("gemini-2.5-pro")
    };
    let (body, _) = write(&with_tool("f"), &target).unwrap();
    let whole = &body["generateContentRequest"];
    assert_eq!(whole["model"], "models/gemini-2.5-pro");
    assert_eq!(whole["contents"][0]["role"], "user");
    assert!(whole["tools"].is_array());
    assert_eq!(body.as_object().unwrap().len(), 1);
}
