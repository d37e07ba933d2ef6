//! Charts: values over time as lines or bars, drawn by uPlot, which is loaded when the first is shown.
//!
//! The page describes what to draw; `js/plot.js` draws it, with a legend whose buttons take lines out of the picture, and with
//! the same values as a table for those who do not see it.

mod plot;

pub use plot::{Axis, Line, Look, Plot, Rest};

use std::rc::Rc;

use wasm_bindgen::{closure::Closure, prelude::wasm_bindgen};
use web_sys::Element;
use yew::prelude::*;

use crate::{browser, i18n::use_i18n, theme::Themed};
use plot::{Page, formatted, picture};

#[wasm_bindgen(module = "/js/charts.js")]
extern "C" {
    #[wasm_bindgen(js_name = Chart)]
    type Drawn;

    #[wasm_bindgen(constructor, js_class = "Chart")]
    fn new(
        place: &Element,
        format: &Closure<dyn Fn(String, f64) -> String>,
        zoomed: &Closure<dyn Fn(f64, f64)>,
    ) -> Drawn;

    #[wasm_bindgen(method, js_class = "Chart")]
    fn show(this: &Drawn, picture: &str);

    #[wasm_bindgen(method, js_class = "Chart")]
    fn dispose(this: &Drawn);
}

/// The chart with what it calls, which must live as long.
struct Held {
    drawn: Drawn,
    _format: Closure<dyn Fn(String, f64) -> String>,
    _zoomed: Closure<dyn Fn(f64, f64)>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.drawn.dispose();
    }
}

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// What it shows, in words.
    pub label: AttrValue,
    pub plot: Plot,
    #[prop_or_default]
    pub look: Look,
    /// Somebody drew a box over a time: its first and last millisecond since 1970. Left out: none can be drawn.
    #[prop_or_default]
    pub onzoom: Option<Callback<(i64, i64)>>,
}

#[component]
pub fn Chart(props: &Props) -> Html {
    let i18n = use_i18n();
    let place = use_node_ref();
    let held = use_mut_ref(|| None::<Held>);
    let zoom = use_mut_ref(|| None::<Callback<(i64, i64)>>);
    zoom.borrow_mut().clone_from(&props.onzoom);
    {
        let (place, held) = (place.clone(), held.clone());
        use_effect_with((), move |()| {
            let place = place.cast::<Element>();
            if let Some(place) = place.filter(|_| browser::window().is_some()) {
                *held.borrow_mut() = Some(hold(&place, zoom));
            }
            move || drop(held.borrow_mut().take())
        });
    }
    let page = Page {
        i18n: i18n.clone(),
        dark: use_context::<Themed>().is_some_and(|theme| theme.dark),
        can_zoom: props.onzoom.is_some(),
    };
    use_effect_with(
        (props.plot.clone(), props.look.clone(), page),
        move |(plot, look, page)| {
            if let Some(held) = &*held.borrow() {
                held.drawn.show(&picture(plot, look, page).to_string());
            }
        },
    );
    html! {
        <div class="rx-chart" ref={place}>
            <div class="rx-chart__legend" role="group" aria-label={i18n.t("chart-lines")} />
            <div class="rx-chart__plot" role="img" aria-label={props.label.clone()} />
            <details class="rx-chart__values">
                <summary>{ i18n.t("chart-values") }</summary>
                <div class="rx-chart__table" role="region" tabindex="0" aria-label={props.label.clone()} />
            </details>
        </div>
    }
}

/// Whom to tell of a span that was chosen, as of now.
type Zoom = Rc<std::cell::RefCell<Option<Callback<(i64, i64)>>>>;

fn hold(place: &Element, zoom: Zoom) -> Held {
    let format = Closure::<dyn Fn(String, f64) -> String>::new(|axis: String, value| {
        formatted(&axis, value)
    });
    let zoomed = Closure::<dyn Fn(f64, f64)>::new(move |from: f64, to: f64| {
        let tell = zoom.borrow().clone();
        if let Some(tell) = tell {
            tell.emit((from as i64, to as i64));
        }
    });
    Held {
        drawn: Drawn::new(place, &format, &zoomed),
        _format: format,
        _zoomed: zoomed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::render;

    #[tokio::test]
    async fn a_chart_says_what_it_shows_and_offers_its_values() {
        let page = render::<Chart>(Props {
            label: "Requests a second".into(),
            plot: Plot {
                axis: Axis::Plain,
                lines: Vec::new(),
                span: (0, 1),
            },
            look: Look::default(),
            onzoom: None,
        })
        .await;
        let picture = r#"role="img" aria-label="Requests a second""#;
        assert!(page.contains(picture), "{page}");
        assert!(page.contains("<summary>Values as a table"), "{page}");
    }
}
