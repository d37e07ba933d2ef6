//! The list: what was read of the log, what has come since, and what is to be read next. Pure; `reading` does the asking.

mod rows;

use std::rc::Rc;

use chrono::{DateTime, Utc};
use routex_entity::api::{RequestList, RequestRow};
use yew::Reducible;

use super::filter::Filter;
use crate::api::Failure;
pub use rows::Rows;

/// Requests of the first page, and of those behind it.
const FIRST: u32 = 100;
const NEXT: u32 = 200;
/// Pages without anything in them after which somebody has to want more of them.
const PATIENCE: u32 = 20;
/// What may wait to be shown.
const WAITING: usize = 1_000;
/// What may be added while it is watched, before the list begins anew with the newest page.
const ADDED: usize = 2_000;
/// Ended requests that are remembered because a page that is on its way may not have them yet.
const RECENT: usize = 100;

#[derive(Clone, PartialEq, Default)]
pub struct Log {
    pub filter: Filter,
    /// When the first page was asked for.
    asked_at: DateTime<Utc>,
    pub rows: Rows,
    /// Came while the list had to stand still.
    pub waiting: Rows,
    /// More has come than waits.
    pub overflown: bool,
    next: Option<String>,
    /// How far back was looked. `None`: through everything.
    pub searched_to: Option<DateTime<Utc>>,
    /// What is being asked.
    pub question: Option<Question>,
    pub failure: Option<Failure>,
    /// The first page is there.
    pub begun: bool,
    pub paused: bool,
    /// The newest are out of sight.
    away: bool,
    asked: u32,
    empty_pages: u32,
    added: usize,
    recent: Rows,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// An answer to an older one does not count.
    number: u32,
    pub path: String,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The beginning of another list.
    First,
    Next,
    /// What may have been missed.
    Newest,
}

pub enum Change {
    /// Other requests are looked at.
    Ask(Filter, DateTime<Utc>),
    Answer(Question, Result<RequestList, Failure>, DateTime<Utc>),
    /// Requests have ended.
    Ended(Vec<RequestRow>, DateTime<Utc>),
    /// Some may have ended unheard.
    Missed(DateTime<Utc>),
    /// The end of what was read is nearly seen.
    NearEnd,
    /// Yes, more, even if nothing was found for long.
    KeepLooking,
    Retry(DateTime<Utc>),
    Pause(bool),
    Away(bool),
    /// What waits is wanted.
    Show(DateTime<Utc>),
}

/// What stands below the last row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// That was all.
    Reached,
    /// More is being read, or will be when it is nearly seen.
    Coming,
    /// Nothing was found for long; somebody has to say whether to go on.
    Asks,
    Failed,
}

impl Log {
    /// Whether the rows are of the filter before.
    pub fn is_stale(&self) -> bool {
        matches!(&self.question, Some(question) if question.part == Part::First)
    }

    pub fn end(&self) -> End {
        match (&self.failure, &self.next) {
            (Some(_), _) => End::Failed,
            (None, None) => End::Reached,
            (None, Some(_)) if self.empty_pages >= PATIENCE => End::Asks,
            (None, Some(_)) => End::Coming,
        }
    }

    fn stands_still(&self) -> bool {
        self.paused || self.away
    }

    fn ask(&mut self, part: Part) {
        let (limit, cursor) = match part {
            Part::First | Part::Newest => (FIRST, None),
            Part::Next => (NEXT, self.next.as_deref()),
        };
        self.asked += 1;
        self.question = Some(Question {
            number: self.asked,
            path: self.filter.path(self.asked_at, limit, cursor),
            part,
        });
    }

    fn begin(&mut self, now: DateTime<Utc>) {
        self.asked_at = now;
        self.failure = None;
        self.ask(Part::First);
    }

    fn read_on(&mut self) {
        if self.end() == End::Coming && self.question.is_none() {
            self.ask(Part::Next);
        }
    }

    fn answered(&mut self, part: Part, list: RequestList, now: DateTime<Utc>) {
        match part {
            Part::First => self.start(list, now),
            Part::Next => {
                self.empty_pages = match list.items.is_empty() {
                    true => self.empty_pages + 1,
                    false => 0,
                };
                self.rows.append(list.items);
                self.next = list.next_cursor;
                self.searched_to = list.searched_to;
            }
            Part::Newest => {
                let known = |row: &RequestRow| self.rows.has(row.id) || self.waiting.has(row.id);
                let joined = self.rows.is_empty()
                    || list.next_cursor.is_none()
                    || list.items.is_empty()
                    || list.items.iter().any(known);
                match (joined, self.stands_still()) {
                    (true, _) => list
                        .items
                        .into_iter()
                        .for_each(|row| self.place(Rc::new(row))),
                    (false, true) => self.overflow(),
                    (false, false) => self.start(list, now),
                }
            }
        }
    }

    fn start(&mut self, list: RequestList, now: DateTime<Utc>) {
        self.begun = true;
        self.rows = Rows::of(list.items);
        self.waiting = Rows::default();
        self.overflown = false;
        self.next = list.next_cursor;
        self.searched_to = list.searched_to;
        self.empty_pages = 0;
        self.added = 0;
        for row in self.recent.clone().iter() {
            if self.filter.matches(row, now) && self.is_in_reach(row) {
                self.rows.insert(row.clone());
            }
        }
    }

    fn ended(&mut self, row: RequestRow, now: DateTime<Utc>) {
        let row = Rc::new(row);
        self.recent.insert(row.clone());
        self.recent.truncate(RECENT);
        if self.begun && self.filter.matches(&row, now) {
            self.place(row);
        }
    }

    fn place(&mut self, row: Rc<RequestRow>) {
        if !self.is_in_reach(&row) || self.rows.has(row.id) {
            return;
        }
        if !self.stands_still() {
            self.added += usize::from(self.rows.insert(row));
        } else if !self.overflown {
            self.waiting.insert(row);
            if self.waiting.len() > WAITING {
                self.overflow();
            }
        }
    }

    /// Whether it belongs to what was read. What is older comes with a later page.
    fn is_in_reach(&self, row: &RequestRow) -> bool {
        let last = self.rows.last();
        self.next.is_none() || last.is_none_or(|last| row.id > last.id)
    }

    fn overflow(&mut self) {
        self.waiting = Rows::default();
        self.overflown = true;
    }

    fn show(&mut self, now: DateTime<Utc>) {
        if self.overflown {
            return self.begin(now);
        }
        for row in std::mem::take(&mut self.waiting).iter() {
            self.added += usize::from(self.rows.insert(row.clone()));
        }
    }

    /// What waits is shown once the list may move again.
    fn move_on(&mut self) {
        if !self.stands_still() && !self.overflown {
            self.show(self.asked_at);
        }
    }
}

impl Reducible for Log {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Ask(filter, now) => {
                next.filter = filter;
                next.begin(now);
            }
            Change::Answer(question, answer, now) => {
                if next.question.as_ref() != Some(&question) {
                    return self;
                }
                next.question = None;
                match answer {
                    Ok(list) => next.answered(question.part, list, now),
                    // What is there stays, and the next event or page makes it good.
                    Err(_) if question.part == Part::Newest => {}
                    Err(failure) => next.failure = Some(failure),
                }
            }
            Change::Ended(rows, now) => {
                for row in rows {
                    next.ended(row, now);
                }
                if next.added > ADDED && !next.stands_still() && next.question.is_none() {
                    next.begin(now);
                }
            }
            Change::Missed(now) if next.question.is_none() => match next.begun {
                true => {
                    next.failure = None;
                    next.ask(Part::Newest);
                }
                false => next.begin(now),
            },
            Change::Missed(_) => return self,
            Change::NearEnd => {
                if next.end() != End::Coming || next.question.is_some() {
                    return self;
                }
                next.read_on();
            }
            Change::KeepLooking => {
                next.empty_pages = 0;
                next.read_on();
            }
            Change::Retry(now) => {
                next.failure = None;
                match next.begun {
                    true => next.read_on(),
                    false => next.begin(now),
                }
            }
            Change::Pause(paused) => {
                next.paused = paused;
                next.move_on();
            }
            Change::Away(away) => {
                if next.away == away {
                    return self;
                }
                next.away = away;
                next.move_on();
            }
            Change::Show(now) => next.show(now),
        }
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests;
