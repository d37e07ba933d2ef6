//! The part of the address behind the question mark: filters and tabs, so that a link leads to what somebody saw.

use yew::prelude::*;
use yew_router::{prelude::*, query::Raw};

use super::Route;
use crate::api::with_query;

/// What the address of the page says, with the way to change it.
#[derive(Clone, PartialEq)]
pub struct Query {
    pairs: Vec<(String, String)>,
    place: Option<(Navigator, Route)>,
}

#[hook]
pub fn use_query() -> Query {
    let (location, navigator, route) = (use_location(), use_navigator(), use_route::<Route>());
    let text = location.map(|location| location.query_str().to_owned());
    Query {
        place: navigator.zip(route),
        ..Query::read(&text.unwrap_or_default())
    }
}

impl Query {
    /// Of an address that stays as it is.
    pub fn read(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.trim_start_matches('?').as_bytes());
        let said = pairs.into_owned().filter(|(_, value)| !value.is_empty());
        Self {
            pairs: said.collect(),
            place: None,
        }
    }

    /// `None`: the address does not say, or says nothing.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Says it in the address from now on, without a step to come back from. Empty: no longer.
    pub fn set(&self, name: &str, value: &str) {
        let Some((navigator, route)) = &self.place else {
            return;
        };
        let kept = self.pairs.iter().filter(|(known, _)| known != name);
        let pairs = kept.map(|(known, value)| (known.as_str(), Some(value.clone())));
        let address = with_query("", pairs.chain([(name, Some(value.to_owned()))]));
        let Ok(()) = navigator.replace_with_query(route, Raw(address.trim_start_matches('?')));
    }

    /// What says something in the address when it is called.
    pub fn change(&self) -> Callback<(&'static str, String)> {
        let query = self.clone();
        Callback::from(move |(name, value): (&'static str, String)| query.set(name, &value))
    }
}

/// A link within the dashboard, with something behind the question mark.
pub fn link_to(
    navigator: Option<&Navigator>,
    route: Route,
    query: &[(&str, &str)],
    text: Html,
) -> Html {
    let pairs = query
        .iter()
        .map(|(name, value)| (*name, Some((*value).to_owned())));
    let address = with_query("", pairs);
    let href = format!("{}{address}", route.to_path());
    let onclick = navigator.cloned().map(|navigator| {
        Callback::from(move |event: MouseEvent| {
            // Another tab or window is for the browser to open.
            if event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key() {
                return;
            }
            event.prevent_default();
            let Ok(()) = navigator.push_with_query(&route, Raw(address.trim_start_matches('?')));
        })
    });
    html! { <a {href} {onclick}>{ text }</a> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_address_says_is_read() {
        let query = Query::read("?q=a%20b&tab=&resource=client_key");
        assert_eq!(query.get("q"), Some("a b"));
        assert_eq!(query.get("resource"), Some("client_key"));
        assert_eq!((query.get("tab"), query.get("other")), (None, None));
    }
}
