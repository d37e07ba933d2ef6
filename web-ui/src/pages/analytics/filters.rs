//! Whose requests: one of those who did something in the time that is shown.

use routex_entity::{GroupBy, api::AnalyticsBreakdown};
use yew::prelude::*;

use super::{breakdown::group_word, questions::names, view::View};
use crate::{api::use_loaded, components::SelectField, format::number, i18n::use_i18n};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub group: GroupBy,
    pub view: View,
    pub now_ms: i64,
    pub onchange: Callback<View>,
}

#[component]
pub fn NameFilter(props: &Props) -> Html {
    let i18n = use_i18n();
    let Props { group, view, .. } = props;
    let found = use_loaded::<AnalyticsBreakdown>(names(view, *group, props.now_ms).into());
    let chosen = view.filter(*group).unwrap_or_default();
    let mut options = vec![(AttrValue::default(), i18n.t("analytics-all"))];
    if let Some(found) = &found.data {
        options.extend(found.rows.iter().filter_map(|row| {
            let name = row.name.clone()?;
            let text = format!("{name} ({})", number::count(row.figures.requests));
            Some((AttrValue::from(name), AttrValue::from(text)))
        }));
    }
    // One that did nothing in this time can still be what is asked about.
    if !options.iter().any(|(name, _)| *name == chosen) {
        let chosen = AttrValue::from(chosen.to_owned());
        options.push((chosen.clone(), chosen));
    }
    let choose = {
        let (view, group) = (view.clone(), *group);
        let named =
            move |name: String| view.filtered(group, Some(name).filter(|name| !name.is_empty()));
        props.onchange.reform(named)
    };
    html! {
        <SelectField
            id={format!("filter-{group}")}
            label={i18n.t(group_word(*group))}
            value={chosen.to_owned()}
            {options}
            onchange={choose}
        />
    }
}
