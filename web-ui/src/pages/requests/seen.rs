//! What is seen of the list while the page is scrolled, and where it was when one comes back.

use std::{cell::RefCell, rc::Rc};

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

/// `rows`: the element with the rows; `total`: how many there are.
#[hook]
pub fn use_seen(rows: &NodeRef, total: usize, place: &Rc<RefCell<Place>>) -> Seen {
    let seen = use_state_eq(|| place.borrow().seen);
    let look = {
        let (rows, place, seen) = (rows.clone(), place.clone(), seen.setter());
        use_callback((), move |(), ()| {
            if let Some(rows) = rows.cast::<Element>() {
                let mut place = place.borrow_mut();
                place.seen = now(&rows);
                place.scrolled = browser::scrolled().0;
                seen.set(place.seen);
            }
        })
    };
    {
        let (look, place) = (look.clone(), place.clone());
        use_effect_with((), move |()| {
            browser::scroll_to(place.borrow().scrolled);
            let listeners = ["scroll", "resize"].map(|name| {
                let look = look.clone();
                WindowEvent::listen(name, move || look.emit(()))
            });
            move || drop(listeners)
        });
    }
    use_effect_with(total, move |_| look.emit(()));
    *seen
}

fn now(rows: &Element) -> Seen {
    let shape = match browser::matches(NARROW) {
        true => Shape::Card,
        false => Shape::Row,
    };
    let above = COVERED - rows.get_bounding_client_rect().top();
    Seen::of(shape, above, browser::scrolled().1)
}
