//! What a model that has read its request answers.

use std::borrow::Cow;

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{
    super::{
        failure::Failure,
        script::Skill,
        speech::{Call, Part, Thought, slices, words},
    },
    asked::{Asked, By, Choice, Said, Tool, Turn},
    schema::{self, Members},
    seal,
};

/// # Errors
/// When `sim-json` is not asked for JSON.
pub(super) fn parts(
    skill: Skill,
    dialect: Dialect,
    key: &str,
    asked: &Asked,
) -> Result<Vec<Part>, Failure> {
    Ok(match skill {
        Skill::Tools => calls_or_results(dialect, key, asked),
        Skill::Think => thoughtful(dialect, key, asked),
        Skill::See => vec![text(&seen(asked))],
        Skill::Echo => vec![text(&echo(dialect, asked).to_string())],
        Skill::Json => {
            let schema = asked.schema.as_ref().ok_or_else(|| {
                Failure::new(
                    400,
                    "sim-json answers requests that ask for a JSON schema; this one asks for none",
                )
            })?;
            let value = schema::example(schema, Members::All).to_string();
            vec![Part::Text {
                pieces: slices(&value),
                seal: None,
            }]
        }
    })
}

fn calls_or_results(dialect: Dialect, key: &str, asked: &Asked) -> Vec<Part> {
    let results = asked.last_results();
    if !results.is_empty() {
        return vec![text(&told(&results))];
    }
    let tools = match offered(asked) {
        Ok(tools) => tools,
        Err(reason) => return vec![text(reason)],
    };
    let mut calls: Vec<Call> = tools
        .iter()
        .enumerate()
        .map(|(index, tool)| call(tool, format!("{key}{index}")))
        .collect();
    if let Some(first) = calls.first_mut() {
        first.seal = (dialect == Dialect::Gemini).then(|| seal::of(dialect, &first.name));
    }
    calls.into_iter().map(Part::Call).collect()
}

fn thoughtful(dialect: Dialect, key: &str, asked: &Asked) -> Vec<Part> {
    let results = asked.last_results();
    let tool = offered(asked).ok().and_then(|tools| tools.first().copied());
    let mut answer = match tool {
        Some(tool) if results.is_empty() => Part::Call(Call {
            identified: true,
            ..call(tool, format!("{key}0"))
        }),
        _ if results.is_empty() => {
            text(&format!("I have thought about this: {}", asked.last_text()))
        }
        _ => text(&told(&results)),
    };
    if !asked.thinking.on {
        return vec![answer];
    }
    let thought = format!("Let me think about turn {}. ", asked.turns.len());
    if dialect == Dialect::Gemini {
        let (Part::Call(Call { seal, .. }) | Part::Text { seal, .. }) = &mut answer else {
            return vec![answer];
        };
        *seal = Some(seal::of(dialect, ""));
    }
    let sealed_apart = matches!(dialect, Dialect::Anthropic | Dialect::OpenaiResponses);
    let seal = (sealed_apart && asked.thinking.sealed).then(|| match dialect {
        Dialect::OpenaiResponses => seal::of(dialect, &format!("rs_{key}")),
        _ => seal::of(dialect, &thought),
    });
    let pieces = if asked.thinking.shown {
        words(&thought)
    } else {
        Vec::new()
    };
    vec![Part::Thought(Thought { pieces, seal }), answer]
}

/// The tools that an answer may call now: two to be called in parallel, or one.
fn offered(asked: &Asked) -> Result<Vec<&Tool>, &'static str> {
    let first = asked.tools.first().ok_or("I was offered no tools.")?;
    match &asked.choice {
        Choice::None => Err("I was told to call no tools."),
        Choice::Named(name) => {
            let named = asked.tools.iter().find(|tool| tool.name == *name);
            Ok(vec![named.unwrap_or(first)])
        }
        Choice::Auto | Choice::Any if asked.one_call => Ok(vec![first]),
        Choice::Auto | Choice::Any => Ok(vec![first, asked.tools.get(1).unwrap_or(first)]),
    }
}

fn call(tool: &Tool, key: String) -> Call {
    let arguments = schema::example(&tool.schema, Members::Required).to_string();
    Call {
        key,
        name: tool.name.clone(),
        arguments: slices(&arguments),
        identified: false,
        seal: None,
    }
}

fn told(results: &[(&str, &str)]) -> String {
    let results = results
        .iter()
        .map(|(name, output)| format!("{name}={output}"));
    format!("tool results: {}", results.collect::<Vec<_>>().join("; "))
}

fn seen(asked: &Asked) -> String {
    let seen: Vec<&str> = asked
        .turns
        .iter()
        .flat_map(|turn| &turn.said)
        .filter_map(|said| match said {
            Said::Media(what) => Some(what.as_str()),
            _ => None,
        })
        .collect();
    if seen.is_empty() {
        return "I see: nothing".to_owned();
    }
    format!("I see: {}", seen.join(", "))
}

fn echo(dialect: Dialect, asked: &Asked) -> Value {
    let mut echo = asked.settings.clone();
    echo.insert("dialect".to_owned(), json!(dialect.as_str()));
    if !asked.tools.is_empty() {
        let names = asked.tools.iter().map(|tool| json!(tool.name));
        echo.insert("tools".to_owned(), names.collect());
        echo.insert("tool_choice".to_owned(), choice(&asked.choice));
        echo.insert("parallel".to_owned(), json!(!asked.one_call));
    }
    if let Some(schema) = &asked.schema {
        echo.insert("schema".to_owned(), schema.clone());
    }
    let turns = asked.turns.iter().map(turn);
    echo.insert("turns".to_owned(), turns.collect());
    Value::Object(echo)
}

fn choice(choice: &Choice) -> Value {
    match choice {
        Choice::Auto => json!("auto"),
        Choice::None => json!("none"),
        Choice::Any => json!("any"),
        Choice::Named(name) => json!({"name": name}),
    }
}

fn turn(turn: &Turn) -> Value {
    let said = turn.said.iter().map(|said| match said {
        Said::Text(text) => json!({"text": text}),
        Said::Media(what) => json!({"media": what}),
        Said::Thought(text) => json!({"thought": text}),
        Said::Call {
            name, arguments, ..
        } => json!({"call": name, "arguments": arguments}),
        Said::Result { output, .. } => json!({"result": output}),
    });
    let by = match turn.by {
        By::User => "user",
        By::Model => "model",
    };
    json!({"by": by, "said": said.collect::<Value>()})
}

fn text(text: &str) -> Part {
    let pieces = words(text);
    Part::Text {
        pieces: if pieces.is_empty() {
            vec![Cow::Borrowed("")]
        } else {
            pieces
        },
        seal: None,
    }
}
