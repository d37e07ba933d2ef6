//! Who asked for what, and the ways to the requests like it.

use routex_entity::api::RequestDetail;
use yew::prelude::*;

use super::super::filter::{Field, Filter};
use crate::{
    components::{Ways, way},
    format::number::NONE,
    i18n::I18n,
    route::Route,
    words,
};

pub fn view(request: &RequestDetail, ways: &Ways, i18n: &I18n) -> Html {
    let like = |field: Field, value: Option<&str>| match value {
        Some(value) if !value.is_empty() => {
            let query = Filter::default().with(field, value).query();
            way(
                ways,
                Route::Requests,
                &query,
                "",
                html! { value.to_owned() },
            )
        }
        _ => html! { NONE },
    };
    let dialect = |dialect: routex_entity::Dialect| words::dialect(dialect).to_owned();
    let streamed = match request.stream {
        true => "request-streamed",
        false => "request-at-once",
    };
    html! {
        <dl class="rx-request-facts">
            { fact(i18n, "request-id", html! { <code class="rx-mono">{ request.id.to_string() }</code> }) }
            { fact(i18n, "requests-key", like(Field::Key, Some(&request.client_key))) }
            { fact(i18n, "requests-session", like(Field::Session, request.session.as_deref())) }
            { fact(i18n, "request-model-asked", like(Field::Model, Some(&request.model_requested))) }
            { fact(i18n, "request-model-served", like(Field::Model, request.model_served.as_deref())) }
            { fact(i18n, "requests-channel", like(Field::Channel, request.channel.as_deref())) }
            { fact(i18n, "request-credential", html! { request.credential.clone().unwrap_or_else(|| NONE.to_owned()) }) }
            { fact(i18n, "request-endpoint", html! { <code class="rx-mono">{ &request.endpoint }</code> }) }
            { fact(i18n, "request-dialect-in", html! { dialect(request.dialect_in) }) }
            { fact(i18n, "request-dialect-out", html! { request.dialect_out.map_or_else(|| NONE.to_owned(), dialect) }) }
            { fact(i18n, "request-answer", html! { i18n.t(streamed) }) }
        </dl>
    }
}

fn fact(i18n: &I18n, name: &str, value: Html) -> Html {
    html! { <div><dt>{ i18n.t(name) }</dt><dd>{ value }</dd></div> }
}
