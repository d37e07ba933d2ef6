//! What translation costs: one request, and one event of a stream, for every ordered pair of dialects.
//!
//! `cargo bench -p routex-protocol`
#![expect(clippy::unwrap_used, reason = "a benchmark may panic")]

use std::{hint::black_box, sync::Arc};

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use routex_entity::Dialect;
use routex_protocol::{
    Framing,
    codec::{Context, Features, Names, Purpose, Target},
    endpoint::{Endpoint, GeminiAction},
    hub::Request,
    stream::StreamReader,
    translate::{self, Return},
};
use serde_json::json;

// As the binary has it: a translation is mostly allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Events of a stream that carry text.
const DELTAS: usize = 200;

fn requests(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("request");
    for (from, to) in pairs() {
        let call = call(from);
        let body = request_in(from);
        let id = BenchmarkId::new(from.as_str(), to.as_str());
        group.bench_function(id, |bencher| {
            bencher.iter(|| {
                let request = translate::read(&call, black_box(&body)).unwrap();
                written(&request, &call, to)
            });
        });
    }
    group.finish();
}

fn streams(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stream event");
    // Per event that carries text; the few others of a stream are counted in.
    group.throughput(Throughput::Elements(DELTAS as u64));
    for (provider, client) in pairs() {
        let stream = stream_in(provider);
        let way = way(provider, client);
        let id = BenchmarkId::new(provider.as_str(), client.as_str());
        group.bench_function(id, |bencher| {
            bencher.iter(|| {
                let reader = StreamReader::new(provider, Framing::Sse);
                let mut reader = reader.translate(way.stream(false));
                let passed = reader.push(black_box(stream.clone())).ready;
                (passed, reader.finish())
            });
        });
    }
    // What following a stream costs without translating it.
    for dialect in Dialect::ALL {
        let stream = stream_in(*dialect);
        let id = BenchmarkId::new(dialect.as_str(), "passed through");
        group.bench_function(id, |bencher| {
            bencher.iter(|| {
                let mut reader = StreamReader::new(*dialect, Framing::Sse);
                let passed = reader.push(black_box(stream.clone())).ready;
                (passed, reader.finish())
            });
        });
    }
    group.finish();
}

fn pairs() -> impl Iterator<Item = (Dialect, Dialect)> {
    let from = Dialect::ALL.iter().copied();
    from.flat_map(|from| Dialect::ALL.iter().map(move |to| (from, *to)))
        .filter(|(from, to)| from != to)
}

/// A turn of a tool loop as coding agents send it.
fn request_in(dialect: Dialect) -> Bytes {
    let tool = |name: &str| {
        json!({
            "name": name,
            "description": "Works on a file of the project. Paths are relative to its root; lines count from 1.",
            "input_schema": {
                "type": "object",
                "properties": {
                    "path": {"type": "string", "description": "The file"},
                    "first_line": {"type": "integer", "minimum": 1},
                    "last_line": {"type": "integer", "minimum": 1},
                    "mode": {"type": "string", "enum": ["text", "outline"]}
                },
                "required": ["path"]
            }
        })
    };
    let mut messages =
        vec![json!({"role": "user", "content": "Why does the build fail? ".repeat(8)})];
    for turn in 0..4 {
        messages.push(json!({"role": "assistant", "content": [
            {"type": "text", "text": "I read the two files that the error names."},
            {"type": "tool_use", "id": format!("toolu_{turn}a"), "name": "read", "input": {"path": "src/main.rs"}},
            {"type": "tool_use", "id": format!("toolu_{turn}b"), "name": "outline", "input": {"path": "src/lib.rs", "mode": "outline"}}
        ]}));
        messages.push(json!({"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": format!("toolu_{turn}a"), "content": "fn main() {\n    run();\n}\n".repeat(20)},
            {"type": "tool_result", "tool_use_id": format!("toolu_{turn}b"), "content": "pub fn run()"}
        ]}));
    }
    let body = json!({
        "model": "claude-opus-5-5",
        "max_tokens": 4096,
        "stream": true,
        "system": "You help with a Rust project. Be brief, and name files with their lines. ".repeat(10),
        "tools": [tool("read"), tool("outline"), tool("write")],
        "messages": messages
    });
    let anthropic = Bytes::from(body.to_string());
    if dialect == Dialect::Anthropic {
        return anthropic;
    }
    let request = translate::read(&Endpoint::Messages, &anthropic).unwrap();
    written(&request, &Endpoint::Messages, dialect)
}

fn written(request: &Request, call: &Endpoint, to: Dialect) -> Bytes {
    let endpoint = translate::counterpart(call, to, "model", true).unwrap();
    let target = Target {
        model: "model",
        features: Features::all(),
        purpose: Purpose::Generate,
    };
    translate::write(request, endpoint, &target).unwrap().body
}

fn stream_in(dialect: Dialect) -> Bytes {
    let mut stream = String::from(
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":25,\"output_tokens\":1}}}\n\n\
         event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
    );
    // No two words in a row are the same.
    for number in 0..DELTAS {
        stream.push_str(&format!("event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"the next {number} words, \"}}}}\n\n"));
    }
    stream.push_str(
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n\
         event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":1000}}\n\n\
         event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
    );
    let anthropic = Bytes::from(stream);
    if dialect == Dialect::Anthropic {
        return anthropic;
    }
    let way = way(Dialect::Anthropic, dialect);
    let reader = StreamReader::new(Dialect::Anthropic, Framing::Sse);
    let mut reader = reader.translate(way.stream(false));
    let ready = reader.push(anthropic).ready;
    [ready, reader.finish().rest].concat().into()
}

fn way(provider: Dialect, client: Dialect) -> Return {
    let mut request = Request::new(client, "model");
    request.stream = true;
    request.stream_usage = true;
    Return {
        provider,
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

fn call(dialect: Dialect) -> Endpoint {
    match dialect {
        Dialect::Anthropic => Endpoint::Messages,
        Dialect::OpenaiChat => Endpoint::ChatCompletions,
        Dialect::OpenaiResponses => Endpoint::Responses,
        Dialect::Gemini => Endpoint::Gemini {
            model: "model".to_owned(),
            action: GeminiAction::StreamGenerate,
        },
    }
}

criterion_group!(benches, requests, streams);
criterion_main!(benches);
