//! What a page keeps in its address, so that it can be shared and come back to: filters, the chosen tab.

use std::collections::BTreeMap;

use yew::prelude::*;
use yew_router::prelude::*;

use crate::route::Route;

/// The part behind the question mark, and what changes one thing in it; nothing takes it away.
#[hook]
pub fn use_query() -> (BTreeMap<String, String>, Callback<(&'static str, String)>) {
    let (route, location, navigator) = (use_route::<Route>(), use_location(), use_navigator());
    let query = parse(
        location
            .as_ref()
            .map_or("", |location| location.query_str()),
    );
    let change = {
        let query = query.clone();
        Callback::from(move |(name, value)| {
            if let (Some(route), Some(navigator)) = (&route, &navigator) {
                // A map of texts can always be written.
                let _ = navigator.replace_with_query(route, with(&query, name, value));
            }
        })
    };
    (query, change)
}

fn parse(query: &str) -> BTreeMap<String, String> {
    let query = query.trim_start_matches('?');
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

fn with(query: &BTreeMap<String, String>, name: &str, value: String) -> BTreeMap<String, String> {
    let mut query = query.clone();
    query.remove(name);
    if !value.is_empty() {
        query.insert(name.to_owned(), value);
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_changes_and_nothing_takes_it_away() {
        let query = parse("?tab=state&text=a%20b");
        assert_eq!(query["text"], "a b");
        let query = with(&query, "tab", "models".to_owned());
        assert_eq!((query["tab"].as_str(), query.len()), ("models", 2));
        assert!(!with(&query, "tab", String::new()).contains_key("tab"));
    }
}
