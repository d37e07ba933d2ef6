//! What a case becomes.

use std::sync::Arc;

use bytes::Bytes;
use routex_entity::Dialect;
use routex_protocol::{
    Framing,
    codec::{Context, Feature, Features, Names, Purpose, Target},
    endpoint::{Endpoint, GeminiAction},
    hub::Request,
    stream::StreamReader,
    translate::{self, Return},
};

use crate::file::{Direction, File, Section};

pub fn all(case: &File) -> Vec<Section> {
    case.others()
        .map(|dialect| match case.direction {
            Direction::Request => request(case, dialect),
            Direction::Answer => answer(case, dialect),
            Direction::Stream => Section {
                dialect,
                kind: "sse",
                body: stream(case, dialect, [case.source.as_bytes()]),
                note: String::new(),
            },
        })
        .collect()
}

fn request(case: &File, to: Dialect) -> Section {
    let call = call(case.dialect, case.is_streamed());
    let sentence = |note: String| Section {
        dialect: to,
        kind: "",
        body: String::new(),
        note,
    };
    let request = match translate::read(&call, case.source.as_bytes()) {
        Ok(request) => request,
        Err(bad) => return sentence(format!("Refused: {bad}")),
    };
    let features = case
        .lacks()
        .into_iter()
        .fold(Features::all(), |all, lacks| {
            all.without(lacks.parse::<Feature>().expect("a feature"))
        });
    let target = Target {
        model: model(to),
        features,
        purpose: Purpose::Generate,
    };
    let endpoint = translate::counterpart(&call, to, model(to), request.stream).unwrap();
    match translate::write(&request, endpoint, &target) {
        Ok(outgoing) => Section {
            dialect: to,
            kind: "json",
            body: pretty(&outgoing.body),
            note: match outgoing.dropped.names() {
                [] => String::new(),
                names => format!("Dropped: `{}`", names.join("`, `")),
            },
        },
        Err(refused) => sentence(format!("Refused: {refused}")),
    }
}

fn answer(case: &File, client: Dialect) -> Section {
    let (_, body) = home(case, client)
        .answer(case.source.as_bytes())
        .unwrap_or_else(|error| panic!("{}: {error}", case.path.display()));
    Section {
        dialect: client,
        kind: "json",
        body: pretty(&body),
        note: String::new(),
    }
}

/// What the client gets when the provider's stream arrives in these chunks.
pub fn stream<'a>(
    case: &File,
    client: Dialect,
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> String {
    let translator = home(case, client).stream(true);
    let mut reader = StreamReader::new(case.dialect, Framing::Sse).translate(translator);
    let mut out = Vec::new();
    for chunk in chunks {
        let progress = reader.push(Bytes::copy_from_slice(chunk));
        out.extend_from_slice(&progress.ready);
        if let Some(fault) = progress.fault {
            // What follows is the proxy's: the error in the client's dialect.
            out.extend_from_slice(format!("{}\n", fault_of(&fault)).as_bytes());
            return String::from_utf8(out).unwrap();
        }
    }
    let finish = reader.finish();
    out.extend_from_slice(&finish.rest);
    let mut out = String::from_utf8(out).unwrap();
    if finish.end != routex_protocol::stream::End::Complete {
        out.push_str(&format!("({:?})\n", finish.end));
    }
    out
}

fn fault_of(fault: &routex_protocol::stream::StreamFault) -> String {
    use routex_protocol::stream::StreamFault;
    match fault {
        StreamFault::ErrorEvent { message, .. } => format!("(error: {message})"),
        StreamFault::Malformed { detail } => format!("(malformed: {detail})"),
        StreamFault::TooLong => "(too long)".to_owned(),
    }
}

fn home(case: &File, client: Dialect) -> Return {
    let mut request = Request::new(client, "asked-model");
    request.stream = case.direction == Direction::Stream;
    request.stream_usage = request.stream;
    Return {
        provider: case.dialect,
        client,
        context: Arc::new(Context {
            request: Arc::new(request),
            names: Names::default(),
            id: "019a2b3c-4d5e-7f60-8192-a3b4c5d6e7f8".to_owned(),
            now: 1_795_435_200,
            estimated_input: 25,
            framing: Framing::Sse,
        }),
    }
}

fn call(dialect: Dialect, streamed: bool) -> Endpoint {
    match dialect {
        Dialect::Anthropic => Endpoint::Messages,
        Dialect::OpenaiChat => Endpoint::ChatCompletions,
        Dialect::OpenaiResponses => Endpoint::Responses,
        Dialect::Gemini => Endpoint::Gemini {
            model: model(Dialect::Gemini).to_owned(),
            action: if streamed {
                GeminiAction::StreamGenerate
            } else {
                GeminiAction::Generate
            },
        },
    }
}

const fn model(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Anthropic => "claude-opus-5-5",
        Dialect::OpenaiChat | Dialect::OpenaiResponses => "gpt-6-sol",
        Dialect::Gemini => "gemini-2.5-pro",
    }
}

fn pretty(json: &[u8]) -> String {
    let value: serde_json::Value = serde_json::from_slice(json).unwrap_or_else(|error| {
        panic!("{error}: {}", String::from_utf8_lossy(json));
    });
    serde_json::to_string_pretty(&value).unwrap()
}
