//! What is seen of the list while the page is scrolled, and where it was when one comes back.

use std::{cell::RefCell, ops::Range, rc::Rc};

use gloo_render::{AnimationFrame, request_animation_frame};
use web_sys::Element;
use yew::prelude::*;

use super::window::{Seen, Shape};
use crate::browser::{self, WindowEvent};

/// As in the style sheet.
const NARROW: &str = "(max-width: 48rem)";
/// Pixels at the top of the screen that cover the list: the bar, and the names of the columns.
const COVERED: f64 = 92.0;

/// Where the list is while it is not on the page.
#[derive(PartialEq, Default)]
pub struct Place {
    seen: Seen,
    scrolled: f64,
}

impl Place {
    /// Another list begins at its beginning.
    pub fn leave(&mut self) {
        *self = Self {
            seen: Seen::top(self.seen.shape),
            scrolled: 0.0,
        };
        browser::scroll_to(0.0);
    }
}

/// `rows`: the element with the rows; `total`: how many there are. What is seen, and which of them to draw.
///
/// Once a frame is looked, and few rows are drawn in one: what the window needs more comes with the next ones.
#[hook]
pub fn use_seen(rows: &NodeRef, total: usize, place: &Rc<RefCell<Place>>) -> (Seen, Range<usize>) {
    let state = use_state_eq(|| {
        let seen = place.borrow().seen;
        (seen, seen.step(&(0..0), total))
    });
    let latest = use_mut_ref(|| (0..0, 0));
    latest.replace((state.1.clone(), total));
    let look = {
        let (rows, place, state) = (rows.clone(), place.clone(), state.setter());
        use_callback((), move |(), ()| {
            if let Some(rows) = rows.cast::<Element>() {
                let (drawn, total) = &*latest.borrow();
                let mut place = place.borrow_mut();
                place.seen = now(&rows);
                place.scrolled = browser::scrolled().0;
                state.set((place.seen, place.seen.step(drawn, *total)));
            }
        })
    };
    let frame = use_mut_ref(|| None::<AnimationFrame>);
    let ask = {
        let frame = frame.clone();
        use_callback((), move |(), ()| {
            let look = look.clone();
            // One that was asked for before is let go.
            frame.replace(Some(request_animation_frame(move |_| look.emit(()))));
        })
    };
    {
        let (ask, place) = (ask.clone(), place.clone());
        use_effect_with((), move |()| {
            browser::scroll_to(place.borrow().scrolled);
            let listeners = ["scroll", "resize"].map(|name| {
                let ask = ask.clone();
                WindowEvent::listen(name, move || ask.emit(()))
            });
            move || drop((listeners, frame.take()))
        });
    }
    let (seen, drawn) = (*state).clone();
    use_effect_with((drawn.clone(), total), move |_| ask.emit(()));
    (seen, drawn.start.min(total)..drawn.end.min(total))
}

fn now(rows: &Element) -> Seen {
    let shape = match browser::matches(NARROW) {
        true => Shape::Card,
        false => Shape::Row,
    };
    let above = COVERED - rows.get_bounding_client_rect().top();
    Seen::of(shape, above, browser::scrolled().1)
}
