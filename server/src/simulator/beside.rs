//! The OpenAI endpoints beside the conversation: embeddings, images, audio, moderations, rerank, and stored responses.

use actix_web::{
    HttpResponse,
    web::{Bytes, Data, Path},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use routex_entity::Dialect;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    ask::model_of_form,
    failure::Failure,
    generate::refusal,
    script::Script,
    voice::openai_chat::{CREATED, error},
    worker::Worker,
};

/// A red pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==";
const DIMENSIONS: usize = 8;

/// What these endpoints read of a request.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Ask {
    model: String,
    input: Value,
    encoding_format: String,
    documents: Vec<Value>,
    n: Option<usize>,
}

pub(super) async fn embeddings(worker: Data<Worker>, body: Bytes) -> HttpResponse {
    serve(&worker, &body, |ask, script| {
        let inputs = ask.input.as_array().map_or(1, Vec::len);
        let vector: Vec<f32> = (0..DIMENSIONS).map(|n| n as f32 / 10.0).collect();
        let embedding = if ask.encoding_format == "base64" {
            let bytes: Vec<u8> = vector.iter().flat_map(|n| n.to_le_bytes()).collect();
            json!(STANDARD.encode(bytes))
        } else {
            json!(vector)
        };
        let data = (0..inputs).map(
            |index| json!({"object": "embedding", "index": index, "embedding": embedding.clone()}),
        );
        json!({
            "object": "list",
            "model": ask.model,
            "data": data.collect::<Value>(),
            "usage": {"prompt_tokens": script.usage.input, "total_tokens": script.usage.input},
        })
    })
    .await
}

pub(super) async fn images(worker: Data<Worker>, body: Bytes) -> HttpResponse {
    serve(&worker, &body, |ask, script| {
        let (input, output) = (script.usage.input, script.usage.output);
        let images = (0..ask.n.unwrap_or(1).min(10)).map(|_| json!({"b64_json": PNG}));
        json!({
            "created": CREATED,
            "data": images.collect::<Value>(),
            "usage": {
                "input_tokens": input,
                "input_tokens_details": {"text_tokens": input, "image_tokens": 0},
                "output_tokens": output,
                "total_tokens": input + output,
            },
        })
    })
    .await
}

pub(super) async fn moderations(worker: Data<Worker>, body: Bytes) -> HttpResponse {
    serve(&worker, &body, |ask, _| {
        json!({
            "id": "modr_sim",
            "model": ask.model,
            "results": [{
                "flagged": false,
                "categories": {"violence": false},
                "category_scores": {"violence": 0.0},
                "category_applied_input_types": {"violence": []},
            }],
        })
    })
    .await
}

pub(super) async fn rerank(worker: Data<Worker>, body: Bytes) -> HttpResponse {
    serve(&worker, &body, |ask, script| {
        let results = (0..ask.documents.len())
            .map(|index| json!({"index": index, "relevance_score": 1.0 / (index as f64 + 1.0)}));
        json!({
            "id": "rerank_sim",
            "model": ask.model,
            "results": results.collect::<Value>(),
            "usage": {"total_tokens": script.usage.input},
        })
    })
    .await
}

pub(super) async fn speech(worker: Data<Worker>, body: Bytes) -> HttpResponse {
    let answer = serve(&worker, &body, |_, _| Value::Null).await;
    if !answer.status().is_success() {
        return answer;
    }
    HttpResponse::Ok().content_type("audio/wav").body(silence())
}

pub(super) async fn transcriptions(worker: Data<Worker>, body: Bytes) -> HttpResponse {
    let ask = Ask {
        model: model_of_form(&body),
        ..Ask::default()
    };
    tell(&worker, &ask, |_, script| {
        let (input, output) = (script.usage.input, script.usage.output);
        json!({
            "text": "This is the Routex simulator.",
            "usage": {
                "type": "tokens",
                "input_tokens": input,
                "input_token_details": {"text_tokens": 0, "audio_tokens": input},
                "output_tokens": output,
                "total_tokens": input + output,
            },
        })
    })
    .await
}

pub(super) async fn stored_response(worker: Data<Worker>, id: Path<String>) -> HttpResponse {
    match worker.with_stored(|stored| stored.get(&id).map(|kept| kept.response.clone())) {
        Some(response) => HttpResponse::Ok()
            .content_type("application/json")
            .body(response),
        None => unknown_response(&id),
    }
}

pub(super) async fn delete_response(worker: Data<Worker>, id: Path<String>) -> HttpResponse {
    if worker.with_stored(|stored| stored.forget(&id)) {
        HttpResponse::Ok().json(json!({"id": *id, "object": "response", "deleted": true}))
    } else {
        unknown_response(&id)
    }
}

pub(super) async fn cancel_response(worker: Data<Worker>, id: Path<String>) -> HttpResponse {
    let kept = worker.with_stored(|stored| stored.get(&id).cloned());
    let Some(mut response) =
        kept.and_then(|kept| serde_json::from_slice::<Value>(&kept.response).ok())
    else {
        return unknown_response(&id);
    };
    response["status"] = json!("cancelled");
    HttpResponse::Ok().json(response)
}

pub(super) async fn input_items(worker: Data<Worker>, id: Path<String>) -> HttpResponse {
    let kept = worker.with_stored(|stored| stored.get(&id).cloned());
    let Some(kept) = kept else {
        return unknown_response(&id);
    };
    let items = kept.input_items().into_iter().enumerate();
    let items: Vec<Value> = items.map(numbered).collect();
    HttpResponse::Ok().json(json!({
        "object": "list",
        "first_id": items.first().map(|item| item["id"].clone()),
        "last_id": items.last().map(|item| item["id"].clone()),
        "has_more": false,
        "data": items,
    }))
}

fn numbered((index, mut item): (usize, Value)) -> Value {
    if let Some(fields) = item.as_object_mut() {
        fields
            .entry("id")
            .or_insert_with(|| json!(format!("msg_input_{index}")));
        fields.entry("type").or_insert_with(|| json!("message"));
    }
    item
}

fn unknown_response(id: &str) -> HttpResponse {
    let failure = Failure::new(404, format!("Response with id '{id}' not found."));
    HttpResponse::NotFound().json(error(&failure))
}

async fn serve(
    worker: &Worker,
    body: &[u8],
    answer: impl FnOnce(&Ask, &Script) -> Value,
) -> HttpResponse {
    match serde_json::from_slice::<Ask>(body) {
        Ok(ask) => tell(worker, &ask, answer).await,
        Err(error) => {
            Failure::new(400, format!("invalid request body: {error}")).respond(Dialect::OpenaiChat)
        }
    }
}

async fn tell(
    worker: &Worker,
    ask: &Ask,
    answer: impl FnOnce(&Ask, &Script) -> Value,
) -> HttpResponse {
    let script = match Script::parse(&ask.model) {
        Ok(script) => script,
        Err(error) => return Failure::new(400, error.to_string()).respond(Dialect::OpenaiChat),
    };
    match refusal(worker, &script, Dialect::OpenaiChat).await {
        Some(refusal) => refusal,
        None => HttpResponse::Ok().json(answer(ask, &script)),
    }
}

/// A tenth of a second of silence: WAV, 8 kHz, 8 bit, mono.
fn silence() -> Vec<u8> {
    const RATE: u32 = 8000;
    const SAMPLES: u32 = RATE / 10;
    let mut wav = Vec::with_capacity(44 + SAMPLES as usize);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + SAMPLES).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(b"\x01\0\x08\0data");
    wav.extend_from_slice(&SAMPLES.to_le_bytes());
    wav.resize(44 + SAMPLES as usize, 0x80);
    wav
}
