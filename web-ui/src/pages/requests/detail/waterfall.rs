//! The attempts one below the other, each with its bar on the time line of the request.

use routex_entity::{
    Outcome,
    api::{Attempt, RequestDetail},
};
use yew::prelude::*;

use super::timeline::{Bar, Timeline};
use crate::{
    components::outcome_label,
    format::{
        duration::{maybe_milliseconds, milliseconds},
        money,
        number::compact,
    },
    i18n::I18n,
};

/// Units that the drawing is wide. It is stretched to the room that there is.
const WIDTH: f64 = 1000.0;
/// What is too short to be seen is drawn this wide.
const LEAST: f64 = 4.0;

pub fn view(request: &RequestDetail, i18n: &I18n) -> Html {
    let line = Timeline::of(request);
    if request.attempts.is_empty() {
        return html! { <p class="rx-faint">{ i18n.t("request-no-attempts") }</p> };
    }
    let quarters = (0..=4).map(|quarter| milliseconds(line.total_ms * quarter / 4));
    html! {
        <div class="rx-fall">
            <div class="rx-fall__row rx-fall__row--scale" aria-hidden="true">
                <span class="rx-fall__scale">{ for quarters.map(|text| html! { <span>{ text }</span> }) }</span>
            </div>
            <div class="rx-fall__row">
                <span class="rx-fall__name">{ i18n.t("request-whole") }</span>
                { bar(line.request, "rx-fall__bar--whole") }
                <span class="rx-fall__took">{ milliseconds(request.duration_ms.into()) }</span>
            </div>
            <ol class="rx-fall__list" role="list">
                { for request.attempts.iter().zip(&line.attempts).enumerate().map(|(index, (attempt, (place, after_ms)))| {
                    one(index, attempt, *place, *after_ms, i18n)
                }) }
            </ol>
            <p class="rx-fall__legend rx-faint" aria-hidden="true">
                <span><i class="rx-fall__sign rx-fall__sign--wait" />{ i18n.t("request-legend-wait") }</span>
                <span><i class="rx-fall__sign rx-fall__sign--answer" />{ i18n.t("request-legend-answer") }</span>
                <span><i class="rx-fall__sign rx-fall__sign--failed" />{ i18n.t("request-legend-failed") }</span>
            </p>
        </div>
    }
}

fn one(index: usize, attempt: &Attempt, place: Bar, after_ms: u64, i18n: &I18n) -> Html {
    let class = match attempt.outcome {
        Outcome::Success => "rx-fall__bar--good",
        _ => "rx-fall__bar--failed",
    };
    let (tokens, input) = (&attempt.tokens, input(attempt));
    html! {
        <li class="rx-fall__row">
            <div class="rx-fall__name">
                <span class="rx-fall__channel">{ index + 1 }{ ". " }{ &attempt.channel }</span>
                <span class="rx-faint">{ &attempt.credential }</span>
                <span class="rx-faint rx-mono">{ &attempt.model_served }</span>
            </div>
            { bar(place, class) }
            <span class="rx-fall__took">{ milliseconds(attempt.duration_ms.into()) }</span>
            <div class="rx-fall__said">
                <span class="rx-fall__end">
                    { outcome_label(i18n, attempt.outcome) }
                    if let Some(status) = attempt.status {
                        <span class="rx-number">{ status }</span>
                    }
                </span>
                <span class="rx-faint">{ i18n.with("request-attempt-after", [("time", milliseconds(after_ms).into())]) }</span>
                if attempt.ttft_ms.is_some() {
                    <span class="rx-faint">
                        { i18n.with("request-attempt-ttft", [("time", maybe_milliseconds(attempt.ttft_ms).into())]) }
                    </span>
                }
                if input + tokens.output_tokens > 0 {
                    <span class="rx-faint">{ i18n.with("request-attempt-tokens", [
                        ("input", compact(input as f64).into()),
                        ("output", compact(tokens.output_tokens as f64).into()),
                    ]) }</span>
                }
                if let Some(cost) = attempt.cost_usd {
                    <span class="rx-faint">{ money::usd(cost) }</span>
                }
                if let Some(error) = &attempt.error {
                    <span class="rx-fall__error">{ error }</span>
                }
            </div>
        </li>
    }
}

fn input(attempt: &Attempt) -> u64 {
    let tokens = &attempt.tokens;
    tokens.input_tokens + tokens.cache_read_tokens + tokens.cache_write_tokens
}

fn bar(place: Bar, class: &'static str) -> Html {
    let at = |share: f64| share * WIDTH;
    let begin = at(place.start).min(WIDTH - LEAST);
    let end = at(place.end).max(begin + LEAST);
    let first = place.first.map_or(end, at).clamp(begin, end);
    let part = |class: &'static str, from: f64, to: f64| {
        html! {
            if to > from {
                <rect {class} x={format!("{from:.1}")} width={format!("{:.1}", to - from)} height="16" />
            }
        }
    };
    html! {
        <svg
            class={classes!("rx-fall__bar", class)}
            viewBox={format!("0 0 {WIDTH} 16")}
            preserveAspectRatio="none"
            aria-hidden="true"
        >
            <rect class="rx-fall__track" width={WIDTH.to_string()} height="16" />
            { part("rx-fall__wait", begin, first) }
            { part("rx-fall__answer", first, end) }
        </svg>
    }
}
