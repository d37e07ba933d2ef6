//! Links to other pages, with what stands behind the question mark. Plain HTML, so that tests need no router around them.

use yew::prelude::*;
use yew_router::{
    Routable,
    prelude::{Navigator, use_navigator},
    query::Raw,
};

use crate::route::Route;

/// What leads from page to page. `None`: there is no router, as in tests.
pub type Ways = Option<Navigator>;

#[hook]
pub fn use_ways() -> Ways {
    use_navigator()
}

/// A link. `query`: without the question mark; empty for none.
pub fn way(ways: &Ways, to: Route, query: &str, class: impl Into<Classes>, content: Html) -> Html {
    let path = to.to_path();
    let href = match query {
        "" => path,
        query => format!("{path}?{query}"),
    };
    let (ways, query) = (ways.clone(), query.to_owned());
    let onclick = Callback::from(move |event: MouseEvent| {
        // The browser opens it elsewhere.
        if event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key() {
            return;
        }
        event.prevent_default();
        go(&ways, to, &query);
    });
    html! { <a class={class.into()} {href} {onclick}>{ content }</a> }
}

fn go(ways: &Ways, to: Route, query: &str) {
    let Some(ways) = ways else { return };
    match query {
        "" => ways.push(&to),
        query => {
            // It is a string already, which cannot fail to become one.
            let _ = ways.push_with_query(&to, Raw(query));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::render;

    #[component]
    fn There() -> Html {
        way(
            &None,
            Route::Requests,
            "model=a%26b",
            "x",
            html! { "there" },
        )
    }

    #[tokio::test]
    async fn a_link_can_be_opened_elsewhere() {
        let page = render::<There>(()).await;
        assert!(page.contains(r#"href="/requests?model=a%26b""#), "{page}");
    }
}
