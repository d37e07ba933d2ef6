//! The log of requests: all of them as they end, and each by itself.
//!
//! List and request are one component, so that the list is as it was when one comes back.

mod detail;
mod ended;
mod filter;
mod filters;
mod list;
mod log;
mod reading;
mod row;
mod seen;
mod window;

use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::use_location;

use detail::Detail;
use filter::Filter;
use list::List;
use reading::use_log;
use seen::Place;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// The one that is shown. Left out: all.
    #[prop_or_default]
    pub id: Option<Uuid>,
}

#[component]
pub fn Requests(props: &Props) -> Html {
    let location = use_location();
    let query = location
        .as_ref()
        .map_or("", |location| location.query_str());
    let place = use_mut_ref(Place::default);
    let wanted = props.id.is_none().then(|| Filter::parse(query));
    let (log, tell, link) = use_log(wanted, &place);
    match props.id {
        Some(id) => html! { <Detail key={id.to_string()} {id} back={log.filter.query()} /> },
        None => html! { <List {log} {tell} {link} {place} /> },
    }
}
