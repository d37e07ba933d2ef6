//! The generating endpoints: one handler each, and the one way in which all of them answer.

use std::rc::Rc;

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
    attentive::{self, Purpose, Reading},
    failure::{Failure, redirect, report_allowance},
    plan::{Plan, Shape},
    playback::{End, Playback},
    script::{Behaviour, Script, Skill},
    stored::Kept,
    voice::openai_responses::stamp,
    worker::Worker,
};

pub(super) async fn messages(
    worker: Data<Worker>,
    request: HttpRequest,
    body: Bytes,
) -> HttpResponse {
    match read(&body) {
        Ok(ask) => {
            let call = Call {
                api_version: api_version(&request),
                ..Call::new(Shape::Anthropic, &ask.model, &body)
            };
            answer(&worker, &call, ask.stream).await
        }
        Err(failure) => failure.respond(Dialect::Anthropic),
    }
}

pub(super) async fn count_tokens(
    worker: Data<Worker>,
    request: HttpRequest,
    body: Bytes,
) -> HttpResponse {
    match read(&body) {
        Ok(ask) => {
            let call = Call {
                api_version: api_version(&request),
                ..Call::new(Shape::Anthropic, &ask.model, &body)
            };
            count(&worker, &call, |tokens| json!({"input_tokens": tokens})).await
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
            answer(&worker, &Call::new(shape, &ask.model, &body), ask.stream).await
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
    let call = Call {
        identity: Some(identity),
        ..Call::new(Shape::Responses, &ask.model, &body)
    };
    answer(&worker, &call, ask.stream).await
}

pub(super) async fn input_tokens(worker: Data<Worker>, body: Bytes) -> HttpResponse {
    match read(&body) {
        Ok(ask) => {
            let call = Call::new(Shape::Responses, &ask.model, &body);
            count(
                &worker,
                &call,
                |tokens| json!({"object": "response.input_tokens", "input_tokens": tokens}),
            )
            .await
        }
        Err(failure) => failure.respond(Dialect::OpenaiResponses),
    }
}

/// `POST …/models/{model}:{action}`.
pub(super) async fn gemini(
    worker: Data<Worker>,
    request: HttpRequest,
    call: Path<String>,
    body: Bytes,
) -> HttpResponse {
    let (model, action) = call.rsplit_once(':').unwrap_or((&call, ""));
    let as_events = request.query_string().split('&').any(|p| p == "alt=sse");
    let events = Call::new(Shape::GeminiEvents, model, &body);
    let array = Call::new(Shape::GeminiArray, model, &body);
    match action {
        "generateContent" => answer(&worker, &events, false).await,
        "streamGenerateContent" if as_events => answer(&worker, &events, true).await,
        "streamGenerateContent" => answer(&worker, &array, true).await,
        "countTokens" => count(&worker, &events, |tokens| json!({"totalTokens": tokens})).await,
        _ => {
            let message = format!("the simulator has no method \"{action}\" for models");
            Failure::new(404, message).respond(Dialect::Gemini)
        }
    }
}

/// One request to one of these endpoints.
struct Call<'a> {
    shape: Shape,
    model: &'a str,
    body: &'a [u8],
    /// Anthropic only.
    api_version: Option<&'a str>,
    /// Responses only.
    identity: Option<Identity<'a>>,
}

/// What makes one Responses answer differ from the next.
struct Identity<'a> {
    id: String,
    previous: Option<&'a str>,
    /// JSON of the input; `None` when the answer is not to be stored.
    input: Option<&'a str>,
}

impl<'a> Call<'a> {
    fn new(shape: Shape, model: &'a str, body: &'a [u8]) -> Self {
        Self {
            shape,
            model,
            body,
            api_version: None,
            identity: None,
        }
    }

    /// Lets a model that reads its requests read this one.
    fn attend<T>(
        &self,
        worker: &Worker,
        skill: Skill,
        purpose: Purpose,
        attend: impl FnOnce(Reading<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let previous = self.identity.as_ref().and_then(|one| one.previous);
        let history = previous.map_or(Vec::new(), |id| {
            worker.with_stored(|stored| stored.conversation(id))
        });
        attend(Reading {
            skill,
            model: self.model,
            body: self.body,
            purpose,
            api_version: self.api_version,
            history: &history,
            stored_item: &|id| worker.with_stored(|stored| stored.item(id)),
        })
    }
}

fn api_version(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get("anthropic-version")?;
    header.to_str().ok()
}

fn read(body: &[u8]) -> Result<Ask<'_>, Failure> {
    let ask = Ask::read(body)
        .map_err(|error| Failure::new(400, format!("invalid request body: {error}")))?;
    if ask.model.is_empty() {
        return Err(Failure::new(400, "you must provide a model"));
    }
    Ok(ask)
}

async fn answer(worker: &Worker, call: &Call<'_>, stream: bool) -> HttpResponse {
    let &Call { shape, model, .. } = call;
    let dialect = shape.dialect();
    let recited = match worker.plan(shape, model) {
        Ok(plan) => plan,
        Err(error) => return Failure::new(400, error.to_string()).respond(dialect),
    };
    if let Some(refusal) = refusal(worker, &recited.script, dialect).await {
        return refusal;
    }
    let plan = match recited.script.behaviour {
        Behaviour::Attend(skill) => {
            let plan = call.attend(worker, skill, Purpose::Generate, |reading| {
                attentive::plan(shape, model, &recited.script, reading)
            });
            match plan {
                Ok(plan) => Rc::new(plan),
                Err(failure) => return failure.respond(dialect),
            }
        }
        _ => recited,
    };
    let identity = call.identity.as_ref();
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

async fn count(worker: &Worker, call: &Call<'_>, body: impl FnOnce(u64) -> Value) -> HttpResponse {
    let dialect = call.shape.dialect();
    let script = match Script::parse(call.model) {
        Ok(script) => script,
        Err(error) => return Failure::new(400, error.to_string()).respond(dialect),
    };
    if let Some(refusal) = refusal(worker, &script, dialect).await {
        return refusal;
    }
    if let Behaviour::Attend(skill) = script.behaviour {
        let read = call.attend(worker, skill, Purpose::CountTokens, |reading| {
            attentive::read(call.shape, reading)
        });
        if let Err(failure) = read {
            return failure.respond(dialect);
        }
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
