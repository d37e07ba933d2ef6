//! Small pictures of what a strategy does: requests come from the left, channels are on the right.

use routex_entity::Strategy;
use yew::prelude::*;

/// One way to a channel.
struct Way {
    /// From 0, not taken, to 4.
    width: f64,
    /// What is said of the channel: bars, filled from 0 to 4; or a word.
    said: Said,
}

enum Said {
    Bars(u8),
    Word(&'static str),
}

use Said::{Bars, Word};

pub fn of(strategy: Strategy) -> Html {
    let way = |width, said| Way { width, said };
    let ways = match strategy {
        Strategy::Priority => [
            way(4.0, Word("1")),
            way(0.0, Word("2")),
            way(0.0, Word("3")),
        ],
        Strategy::RoundRobin => [
            way(2.0, Word("↻")),
            way(2.0, Word("↻")),
            way(2.0, Word("↻")),
        ],
        Strategy::Weighted => [
            way(4.0, Word("6")),
            way(2.4, Word("3")),
            way(1.0, Word("1")),
        ],
        Strategy::LeastUsed => [way(0.0, Bars(4)), way(4.0, Bars(1)), way(0.0, Bars(3))],
        Strategy::Fastest => [
            way(0.0, Word("2.1 s")),
            way(0.0, Word("0.9 s")),
            way(4.0, Word("0.2 s")),
        ],
        Strategy::Cheapest => [
            way(0.0, Word("$$$")),
            way(4.0, Word("$")),
            way(0.0, Word("$$")),
        ],
    };
    let places = ways.iter().enumerate();
    html! {
        <svg class="rx-picture" viewBox="0 0 160 84" aria-hidden="true">
            // Those that are taken lie above the others.
            { for places.clone().filter(|(_, way)| way.width == 0.0).map(|(index, way)| one(index, way)) }
            { for places.filter(|(_, way)| way.width > 0.0).map(|(index, way)| one(index, way)) }
            <circle class="rx-picture__source" cx="14" cy="42" r="8" />
        </svg>
    }
}

fn one(index: usize, way: &Way) -> Html {
    let y = 14 + 28 * index;
    let path = format!("M22 42C62 42 52 {y} 96 {y}");
    let taken = way.width > 0.0;
    let line = if taken {
        "rx-picture__way"
    } else {
        "rx-picture__way rx-picture__way--idle"
    };
    let place = if taken {
        "rx-picture__place"
    } else {
        "rx-picture__place rx-picture__place--idle"
    };
    html! {
        <>
            <path class={line} d={path} stroke-width={way.width.max(1.0).to_string()} />
            <rect class={place} x="98" y={(y - 10).to_string()} width="56" height="20" rx="6" />
            { match way.said {
                Word(word) => html! {
                    <text class="rx-picture__word" x="126" y={(y + 4).to_string()}>{ word }</text>
                },
                Bars(filled) => (0..4).map(|bar| bar_of(bar, bar < filled, y)).collect::<Html>(),
            } }
        </>
    }
}

fn bar_of(bar: u8, filled: bool, y: usize) -> Html {
    let class = if filled {
        "rx-picture__bar"
    } else {
        "rx-picture__bar rx-picture__bar--empty"
    };
    let x = 107 + 10 * usize::from(bar);
    html! { <rect {class} x={x.to_string()} y={(y - 4).to_string()} width="7" height="8" rx="2" /> }
}
