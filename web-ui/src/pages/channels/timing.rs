//! How a test went, with its time as a line: until the answer began, and until it was whole.

use routex_entity::api::ChannelTest;
use yew::prelude::*;

use crate::{
    components::{Notice, Tone},
    format::{
        duration::{maybe_milliseconds, milliseconds},
        number::NONE,
    },
    i18n::I18n,
    words,
};

const WIDTH: f64 = 1000.0;

pub fn view(test: &ChannelTest, i18n: &I18n) -> Html {
    let model = test.model.clone().unwrap_or_default();
    let (tone, title) = match test.ok {
        true => (
            Tone::Success,
            i18n.with("channels-test-good", [("model", model.clone().into())]),
        ),
        false => (Tone::Warning, i18n.t("channels-test-bad")),
    };
    let begun = begun(test);
    let fact = |name: &str, value: String| {
        html! { <div><dt>{ i18n.t(name) }</dt><dd class="rx-number">{ value }</dd></div> }
    };
    html! {
        <div class="rx-ch-timing">
            <Notice {tone} {title}>
                if let Some(error) = &test.error {
                    <p>{ error }</p>
                }
            </Notice>
            <svg class="rx-ch-timing__line" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
                <rect class="rx-ch-timing__wait" width={format!("{begun:.0}")} height="10" />
                <rect class="rx-ch-timing__rest" x={format!("{begun:.0}")} width={format!("{:.0}", WIDTH - begun)} height="10" />
            </svg>
            <dl class="rx-ch-facts">
                { fact("channels-first-byte", maybe_milliseconds(test.ttft_ms)) }
                { fact("channels-whole", milliseconds(test.latency_ms)) }
                { fact("channels-status", test.status.map_or_else(|| NONE.to_owned(), |status| status.to_string())) }
                { fact("channels-model", if model.is_empty() { NONE.to_owned() } else { model }) }
                { fact("channels-dialect", test.dialect.map_or(NONE, words::dialect).to_owned()) }
            </dl>
        </div>
    }
}

/// Where the answer began, on a line as long as the whole.
fn begun(test: &ChannelTest) -> f64 {
    let waited = test.ttft_ms.unwrap_or(test.latency_ms);
    match test.latency_ms {
        0 => WIDTH,
        whole => (waited as f64 / whole as f64).min(1.0) * WIDTH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_shows_how_much_of_the_time_was_waiting() {
        let test = |ttft_ms, latency_ms| ChannelTest {
            ok: true,
            status: Some(200),
            latency_ms,
            ttft_ms,
            error: None,
            model: None,
            dialect: None,
        };
        assert_eq!(begun(&test(Some(250), 1000)), 250.0);
        assert_eq!(begun(&test(None, 1000)), WIDTH);
        assert_eq!(begun(&test(Some(0), 0)), WIDTH);
    }
}
