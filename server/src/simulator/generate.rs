//! The generating endpoints: one handler each, and the one way in which all of them answer.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    body::BodySize,
    rt::time::sleep,
    web::{Bytes, Data, Path},
};
use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{
    ask::Ask,
    failure::{Failure, redirect, report_allowance},
    plan::{Plan, Shape},
    playback::{End, Playback},
    script::{Behaviour, Script},
    stored::Kept,
    voice::openai_responses::stamp,
    worker::Worker,
};

pub(super) async fn messages(worker: Data<Worker>, body: Bytes) -> HttpResponse {
    match read(&body) {
        Ok(ask) => answer(&worker, Shape::Anthropic, &ask.model, ask.stream, None).await,
        Err(failure) => failure.respond(Dialect::Anthropic),
    }
}

pub(super) async fn count_tokens(worker: Data<Worker>, body: Bytes) -> HttpResponse {
    match read(&body) {
        Ok(ask) => {
            count(
                &worker,
                &ask.model,
                Dialect::Anthropic,
                |tokens| json!({"input_tokens": tokens}),
            )
            .await
        }
        Err(failure) => failure.respond(Dialect::Anthropic),
    }
}

pub(super) async fn chat(worker: Data<Worker>, body: Bytes) -> HttpResponse {
    match read(&body) {
        Ok(ask) => {
            let shape = if ask.stream_options.include_usage {
                Shape::ChatWithUsage
            } else {
                Shape::Chat
            };
            answer(&worker, shape, &ask.model, ask.stream, None).await
        }
        Err(failure) => failure.respond(Dialect::OpenaiChat),
    }
}

pub(super) async fn responses(worker: Data<Worker>, body: Bytes) -> HttpResponse {
    let ask = match read(&body) {
        Ok(ask) => ask,
        Err(failure) => return failure.respond(Dialect::OpenaiResponses),
    };
    let previous = ask.previous_response_id.as_deref();
    if let Some(id) = previous
        && !worker.with_stored(|stored| stored.get(id).is_some())
    {
        let message = format!("Previous response with id '{id}' not found.");
        return Failure::new(400, message).respond(Dialect::OpenaiResponses);
    }
    let identity = Identity {
        id: worker.next_response_id(),
        previous,
        input: ask
            .store
            .unwrap_or(true)
            .then(|| ask.input.map_or("[]", |input| input.get())),
    };
    answer(
        &worker,
        Shape::Responses,
        &ask.model,
        ask.stream,
        Some(&identity),
    )
    .await
}

/// `POST …/models/{model}:{action}`.
pub(super) async fn gemini(
    worker: Data<Worker>,
    request: HttpRequest,
    call: Path<String>,
) -> HttpResponse {
    let (model, action) = call.rsplit_once(':').unwrap_or((&call, ""));
    let as_events = request.query_string().split('&').any(|p| p == "alt=sse");
    match action {
        "generateContent" => answer(&worker, Shape::GeminiEvents, model, false, None).await,
        "streamGenerateContent" if as_events => {
            answer(&worker, Shape::GeminiEvents, model, true, None).await
        }
        "streamGenerateContent" => answer(&worker, Shape::GeminiArray, model, true, None).await,
        "countTokens" => {
            count(
                &worker,
                model,
                Dialect::Gemini,
                |tokens| json!({"totalTokens": tokens}),
            )
            .await
        }
        _ => {
            let message = format!("the simulator has no method \"{action}\" for models");
            Failure::new(404, message).respond(Dialect::Gemini)
        }
    }
}

/// What makes one Responses answer differ from the next.
struct Identity<'a> {
    id: String,
    previous: Option<&'a str>,
    /// JSON of the input; `None` when the answer is not to be stored.
    input: Option<&'a str>,
}

fn read(body: &[u8]) -> Result<Ask<'_>, Failure> {
    let ask = Ask::read(body)
        .map_err(|error| Failure::new(400, format!("invalid request body: {error}")))?;
    if ask.model.is_empty() {
        return Err(Failure::new(400, "you must provide a model"));
    }
    Ok(ask)
}

async fn answer(
    worker: &Worker,
    shape: Shape,
    model: &str,
    stream: bool,
    identity: Option<&Identity<'_>>,
) -> HttpResponse {
    let dialect = shape.dialect();
    let plan = match worker.plan(shape, model) {
        Ok(plan) => plan,
        Err(error) => return Failure::new(400, error.to_string()).respond(dialect),
    };
    if let Some(refusal) = refusal(worker, &plan.script, dialect).await {
        return refusal;
    }
    let breaks_in_stream = matches!(
        plan.script.behaviour,
        Behaviour::StreamError | Behaviour::LateError
    );
    if breaks_in_stream && !stream {
        return Failure::new(500, "The simulator failed while it generated").respond(dialect);
    }
    let stamped = |frame: &Bytes| match identity {
        Some(one) => stamp(frame, &one.id, one.previous),
        None => frame.clone(),
    };
    if let Some(one) = identity
        && let Some(input) = one.input
    {
        let kept = Kept {
            response: stamped(&plan.complete),
            input: Bytes::copy_from_slice(input.as_bytes()),
        };
        worker.with_stored(|stored| stored.keep(one.id.clone(), kept));
    }
    let mut response = HttpResponse::Ok();
    if let Some(allowance) = plan.script.allowance {
        report_allowance(&mut response, dialect, allowance);
    }
    if stream {
        play_stream(&mut response, shape, &plan, stamped)
    } else {
        play_complete(&mut response, &plan, stamped(&plan.complete))
    }
}

/// Waits as scripted, then refuses if that is the script.
pub(super) async fn refusal(
    worker: &Worker,
    script: &Script,
    dialect: Dialect,
) -> Option<HttpResponse> {
    if !script.delay.is_zero() {
        sleep(script.delay).await;
    }
    match script.behaviour {
        Behaviour::Fail(failing) => Some(Failure::scripted(failing, script).respond(dialect)),
        Behaviour::Redirect => Some(redirect()),
        Behaviour::Flaky if worker.flaky_fails() => {
            Some(Failure::new(500, "The simulator is flaky").respond(dialect))
        }
        _ => None,
    }
}

async fn count(
    worker: &Worker,
    model: &str,
    dialect: Dialect,
    body: impl FnOnce(u64) -> Value,
) -> HttpResponse {
    let script = match Script::parse(model) {
        Ok(script) => script,
        Err(error) => return Failure::new(400, error.to_string()).respond(dialect),
    };
    if let Some(refusal) = refusal(worker, &script, dialect).await {
        return refusal;
    }
    let usage = script.usage;
    HttpResponse::Ok().json(body(usage.input + usage.cache_read + usage.cache_write()))
}

fn play_complete(response: &mut HttpResponseBuilder, plan: &Plan, whole: Bytes) -> HttpResponse {
    response.content_type("application/json");
    let half = whole.slice(..whole.len() / 2);
    let (frames, end) = match plan.script.behaviour {
        Behaviour::Garbage => return response.body(half),
        Behaviour::Empty => return response.finish(),
        Behaviour::Hang => (Vec::new(), End::Silence),
        Behaviour::Stall => (vec![half], End::Silence),
        Behaviour::Cut => (vec![half], End::Cut),
        _ => return response.body(whole),
    };
    let announced = BodySize::Sized(whole.len() as u64);
    response.body(Playback::new(frames, announced, plan.script.pace, end))
}

fn play_stream(
    response: &mut HttpResponseBuilder,
    shape: Shape,
    plan: &Plan,
    stamped: impl Fn(&Bytes) -> Bytes,
) -> HttpResponse {
    let stream = &plan.stream;
    let (first_half, second_half) = stream.content.split_at(stream.content.len() / 2);
    let half = || stream.preamble.iter().chain(first_half);
    let (frames, end): (Vec<Bytes>, End) = match plan.script.behaviour {
        Behaviour::Hang => (Vec::new(), End::Silence),
        Behaviour::Empty => (Vec::new(), End::Clean),
        Behaviour::StreamError => (vec![stream.error.clone()], End::Clean),
        Behaviour::Stall => (half().map(stamped).collect(), End::Silence),
        Behaviour::Cut => (half().map(stamped).collect(), End::Cut),
        Behaviour::LateError => {
            let frames = half().chain([&stream.error]);
            (frames.map(stamped).collect(), End::Clean)
        }
        Behaviour::Garbage => {
            let malformed = malformed(shape);
            let rest = second_half.iter().chain(&stream.ending);
            let frames = half().chain([&malformed]).chain(rest);
            (frames.map(stamped).collect(), End::Clean)
        }
        _ => {
            let frames = half().chain(second_half).chain(&stream.ending);
            (frames.map(stamped).collect(), End::Clean)
        }
    };
    response.content_type(shape.stream_type());
    response.body(Playback::new(
        frames,
        BodySize::Stream,
        plan.script.pace,
        end,
    ))
}

fn malformed(shape: Shape) -> Bytes {
    Bytes::from_static(match shape {
        Shape::Anthropic => b"event: content_block_delta\ndata: {\"type\":\"content_bl\n\n",
        Shape::Responses => b"event: response.output_text.delta\ndata: {\"type\":\"resp\n\n",
        Shape::Chat | Shape::ChatWithUsage => b"data: {\"id\":\"chatcm\n\n",
        Shape::GeminiEvents => b"data: {\"candidates\":[{\n\n",
        Shape::GeminiArray => b",\r\n{\"candidates\":[}",
    })
}
