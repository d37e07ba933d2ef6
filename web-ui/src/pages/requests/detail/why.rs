//! Why the request went where it went, and who was passed over.

use routex_entity::{Strategy, api::RequestDetail};
use yew::prelude::*;

use super::decision::Decision;
use crate::{
    components::{Ways, way},
    i18n::I18n,
    route::Route,
    words,
};

pub fn view(request: &RequestDetail, ways: &Ways, i18n: &I18n) -> Html {
    let decision = Decision::parse(&request.decision);
    let (name, help) = reason(decision.way);
    html! {
        <div class="rx-why">
            <div>
                <p class="rx-why__way">{ name.map_or_else(|| decision.way.to_owned().into(), |name| i18n.t(name)) }</p>
                if let Some(help) = help {
                    <p class="rx-faint">{ i18n.t(help) }</p>
                }
            </div>
            if let Some(cause) = decision.fallback {
                <p>{ i18n.t(match cause {
                    "context_length" => "request-fallback-length",
                    _ => "request-fallback-unavailable",
                }) }</p>
            }
            if let Some(spoken) = request.dialect_out.filter(|_| decision.translated) {
                <p>{ i18n.with("request-translated", [
                    ("from", words::dialect(request.dialect_in).into()),
                    ("to", words::dialect(spoken).into()),
                ]) }</p>
            }
            if !decision.passed.is_empty() {
                <div>
                    <h3 class="rx-why__title">{ i18n.t("request-passed-over") }</h3>
                    <ul class="rx-why__passed" role="list">
                        { for decision.passed.iter().map(|(channel, reason)| html! {
                            <li>
                                <span>{ (*channel).to_owned() }</span>
                                <span class="rx-faint">{ words::reason(reason, &[], i18n) }</span>
                            </li>
                        }) }
                    </ul>
                </div>
            }
            <p class="rx-faint">
                { way(ways, Route::Routing, "", "", html! { i18n.t("request-to-routing") }) }
            </p>
        </div>
    }
}

/// Name and explanation of how a place was found. A word of a later version stands for itself.
fn reason(way: &str) -> (Option<&'static str>, Option<&'static str>) {
    if let Ok(strategy) = way.parse::<Strategy>() {
        let (name, help) = (words::strategy(strategy), words::strategy_help(strategy));
        return (Some(name), Some(help));
    }
    let (name, help) = match way {
        "" => ("request-way-none", "request-way-none-help"),
        "session" => ("request-way-session", "request-way-session-help"),
        "pinned" => ("request-way-pinned", "request-way-pinned-help"),
        "failover" => ("request-way-failover", "request-way-failover-help"),
        "last_resort" => ("request-way-last-resort", "request-way-last-resort-help"),
        "waiting" => ("request-way-waiting", "request-way-waiting-help"),
        _ => return (None, None),
    };
    (Some(name), Some(help))
}
