//! Requests that have ended, told to the list a few times a second, however many there are.

use std::{cell::RefCell, mem, rc::Rc};

use gloo_timers::callback::Timeout;
use routex_entity::api::RequestRow;
use yew::UseReducerDispatcher;

use super::log::{Change, Log};
use crate::browser;

const TOGETHER_MS: u32 = 150;

pub struct Ended {
    list: UseReducerDispatcher<Log>,
    rows: Rc<RefCell<Vec<RequestRow>>>,
}

impl Ended {
    pub fn new(list: UseReducerDispatcher<Log>) -> Self {
        Self {
            list,
            rows: Rc::default(),
        }
    }

    pub fn add(&self, row: RequestRow) {
        let mut rows = self.rows.borrow_mut();
        rows.push(row);
        if rows.len() == 1 {
            let (list, rows) = (self.list.clone(), self.rows.clone());
            let tell = move || {
                let rows = mem::take(&mut *rows.borrow_mut());
                list.dispatch(Change::Ended(rows, browser::now()));
            };
            Timeout::new(TOGETHER_MS, tell).forget();
        }
    }
}
