//! Charts: lines over time, drawn by ECharts, which is loaded when the first is shown.
//!
//! The page describes what to draw; `js/charts.js` holds the chart itself. Tooltips are drawn on the canvas: as elements they
//! would need inline styles, which the page's policy forbids.

use serde_json::{Value, json};
use wasm_bindgen::{closure::Closure, prelude::wasm_bindgen};
use web_sys::Element;
use yew::prelude::*;

use crate::{
    browser,
    format::{duration, money, number},
    theme::Themed,
};
use routex_entity::api::Usd;

#[wasm_bindgen(module = "/js/charts.js")]
extern "C" {
    #[wasm_bindgen(js_name = Chart)]
    type Drawn;

    #[wasm_bindgen(constructor, js_class = "Chart")]
    fn new(element: &Element) -> Drawn;

    #[wasm_bindgen(method, js_class = "Chart")]
    fn show(this: &Drawn, option: &str, format: &Closure<dyn Fn(String, f64) -> String>);

    #[wasm_bindgen(method, js_class = "Chart")]
    fn dispose(this: &Drawn);
}

/// In what the values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    Plain,
    Milliseconds,
    Dollars,
    Share,
}

impl Axis {
    const ALL: [Self; 4] = [Self::Plain, Self::Milliseconds, Self::Dollars, Self::Share];

    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Milliseconds => "milliseconds",
            Self::Dollars => "dollars",
            Self::Share => "share",
        }
    }

    fn format(self, value: f64) -> String {
        match self {
            Self::Plain => number::compact(value),
            Self::Milliseconds => duration::milliseconds(value.max(0.0) as u64),
            Self::Dollars => money::usd(Usd::from_nanos((value * 1e9) as i64)),
            Self::Share => number::percent(value),
        }
    }
}

/// One line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub name: AttrValue,
    /// Time in milliseconds since 1970, and the value then. `None`: a gap.
    pub points: Vec<(i64, Option<f64>)>,
    /// The room below it is filled.
    pub filled: bool,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    pub axis: Axis,
    pub lines: Vec<Line>,
    /// First and last time, in milliseconds since 1970.
    pub span: (i64, i64),
}

#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it shows, in words.
    pub label: AttrValue,
    pub plot: Plot,
}

#[component]
pub fn Chart(props: &Props) -> Html {
    let place = use_node_ref();
    let drawn = use_mut_ref(|| None::<Drawn>);
    let format = use_memo((), |()| {
        browser::window().map(|_| {
            Closure::<dyn Fn(String, f64) -> String>::new(|axis: String, value| {
                formatted(&axis, value)
            })
        })
    });
    let dark = use_context::<Themed>().is_some_and(|theme| theme.dark);
    {
        let (place, drawn) = (place.clone(), drawn.clone());
        use_effect_with((), move |()| {
            if let Some(element) = place.cast::<Element>() {
                *drawn.borrow_mut() = Some(Drawn::new(&element));
            }
            move || {
                if let Some(drawn) = drawn.borrow_mut().take() {
                    drawn.dispose();
                }
            }
        });
    }
    use_effect_with((props.plot.clone(), dark), move |(plot, dark)| {
        if let (Some(drawn), Some(format)) = (&*drawn.borrow(), &*format) {
            drawn.show(&option(plot, *dark).to_string(), format);
        }
    });
    html! { <div class="rx-chart" ref={place} role="img" aria-label={props.label.clone()} /> }
}

fn formatted(axis: &str, value: f64) -> String {
    let axis = Axis::ALL.into_iter().find(|one| one.name() == axis);
    axis.unwrap_or(Axis::Plain).format(value)
}

/// As ECharts wants to be told.
fn option(plot: &Plot, dark: bool) -> Value {
    let ink = Ink::of(dark);
    let series = plot.lines.iter().zip(ink.lines.iter().cycle());
    let series: Vec<_> = series.map(|(line, colour)| of_line(line, colour)).collect();
    json!({
        "animation": false,
        "color": ink.lines,
        "textStyle": { "fontFamily": "'Red Hat Text', 'Noto Sans SC', sans-serif" },
        "grid": { "left": 4, "right": 12, "top": 36, "bottom": 4, "containLabel": true },
        "legend": {
            "left": 0, "top": 0, "icon": "roundRect", "itemWidth": 10, "itemHeight": 4,
            "textStyle": { "color": ink.text, "fontSize": 12 },
        },
        "tooltip": {
            "trigger": "axis", "renderMode": "richText", "unit": plot.axis.name(), "confine": true,
            "backgroundColor": ink.paper, "borderColor": ink.rule, "padding": 10,
            "textStyle": { "color": ink.text, "fontSize": 12 },
            "axisPointer": { "lineStyle": { "color": ink.rule } },
        },
        "xAxis": {
            "type": "time", "min": plot.span.0, "max": plot.span.1, "splitNumber": 4,
            "axisLine": { "lineStyle": { "color": ink.rule } }, "axisTick": { "show": false },
            "axisLabel": { "color": ink.faint, "fontSize": 11, "hideOverlap": true },
        },
        "yAxis": {
            "type": "value", "min": 0, "splitNumber": 3, "unit": plot.axis.name(),
            "axisLabel": { "color": ink.faint, "fontSize": 11 },
            "splitLine": { "lineStyle": { "color": ink.rule, "type": "dashed" } },
        },
        "series": series,
    })
}

fn of_line(line: &Line, colour: &str) -> Value {
    let area = line
        .filled
        .then(|| json!({ "color": colour, "opacity": 0.14 }));
    json!({
        "type": "line", "name": &*line.name, "data": line.points, "showSymbol": false, "connectNulls": false,
        "lineStyle": { "width": 2 }, "smooth": 0.2, "areaStyle": area, "emphasis": { "disabled": true },
    })
}

/// Canvases know nothing of style sheets.
struct Ink {
    text: &'static str,
    faint: &'static str,
    rule: &'static str,
    paper: &'static str,
    lines: [&'static str; 4],
}

impl Ink {
    const fn of(dark: bool) -> Self {
        if dark {
            Self {
                text: "#e8e8f0",
                faint: "#a9a9bd",
                rule: "#3d3d4f",
                paper: "#262633",
                lines: ["#9b9bff", "#4fd1c5", "#f6ad55", "#f687b3"],
            }
        } else {
            Self {
                text: "#26263a",
                faint: "#63637a",
                rule: "#dfdfe9",
                paper: "#ffffff",
                lines: ["#5b5bd6", "#0d9488", "#c2620c", "#be3a7d"],
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_in_their_unit() {
        assert_eq!(formatted("milliseconds", 1240.0), "1.24 s");
        assert_eq!(formatted("dollars", 0.5), "$0.50");
        assert_eq!(formatted("share", 0.5), "50%");
        assert_eq!(formatted("?", 1500.0), "1.50k");
    }

    #[test]
    fn a_plot_becomes_what_echarts_reads() {
        let plot = Plot {
            axis: Axis::Plain,
            lines: vec![Line {
                name: "a".into(),
                points: vec![(0, Some(1.0)), (1, None)],
                filled: true,
            }],
            span: (0, 60),
        };
        let option = option(&plot, true);
        assert_eq!(option["series"][0]["data"], json!([[0, 1.0], [1, null]]));
        assert_eq!(option["xAxis"]["max"], 60);
        assert_eq!(option["tooltip"]["renderMode"], "richText");
    }
}
