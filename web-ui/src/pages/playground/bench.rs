//! What is being asked and what was answered: the newest first. Pure.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use routex_entity::api::{Request, Tokens, Usd};
use uuid::Uuid;
use yew::Reducible;

use super::{
    draft::{Draft, Edit},
    speech::Piece,
};

/// Answers that stay on the page.
const KEPT: usize = 50;
/// Requests of everybody whose end was told before their answer was read here.
const REMEMBERED: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nothing has come yet.
    Waiting,
    Arriving,
    Done,
    /// By whoever asked.
    Stopped,
    /// It was refused, or broke off.
    Failed,
}

/// What Routex says of an answer before it begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    pub status: u16,
    pub request_id: Option<Uuid>,
    pub channel: Option<String>,
    pub attempts: Option<String>,
    pub decision: Option<String>,
    /// What the provider's dialect could not carry.
    pub dropped: Option<String>,
}

/// What Routex itself has measured and counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Bill {
    pub tokens: Tokens,
    pub cost_usd: Option<Usd>,
    pub ttft_ms: Option<u32>,
    pub duration_ms: u32,
}

impl Bill {
    pub fn of<A>(row: &Request<A>) -> Self {
        Self {
            tokens: row.tokens,
            cost_usd: row.cost_usd,
            ttft_ms: row.ttft_ms,
            duration_ms: row.duration_ms,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub number: u32,
    pub asked: Rc<Draft>,
    pub phase: Phase,
    pub head: Option<Head>,
    pub text: String,
    pub thinking: String,
    /// Every event as it came, or the whole body.
    pub raw: Vec<Rc<str>>,
    pub error: Option<String>,
    /// Milliseconds by the clock of the browser.
    pub first_ms: Option<u64>,
    pub whole_ms: Option<u64>,
    /// What the log says of it, once it is there.
    pub bill: Option<Bill>,
}

#[derive(Clone, PartialEq, Default)]
pub struct Bench {
    pub draft: Draft,
    /// Somebody tried to send it as it is.
    pub told: bool,
    pub runs: Vec<Rc<Run>>,
    next: u32,
    recent: VecDeque<(Uuid, Bill)>,
}

pub enum Change {
    Edit(Edit),
    /// It cannot be sent like this.
    Told,
    Begin,
    Head(u32, Head),
    /// With the milliseconds that have passed.
    Arrived(u32, Piece, Vec<String>, u64),
    Ended(u32, Phase, Option<String>, u64),
    Stopped(u32),
    Logged(Uuid, Bill),
    /// Asks the same again, perhaps otherwise.
    Again(Rc<Draft>),
    Clear,
}

impl Bench {
    /// The number of the run that would begin now.
    pub fn next(&self) -> u32 {
        self.next
    }

    /// Requests that have ended, and of which the log was not heard.
    pub fn unbilled(&self) -> Vec<Uuid> {
        let ended = self
            .runs
            .iter()
            .filter(|run| !run.is_under_way() && run.bill.is_none());
        ended.filter_map(|run| run.request_id()).collect()
    }

    fn change(&mut self, number: u32, change: impl FnOnce(&mut Run)) {
        if let Some(run) = self.runs.iter_mut().find(|run| run.number == number) {
            change(Rc::make_mut(run));
        }
    }

    fn begin(&mut self) {
        let run = Run {
            number: self.next,
            asked: Rc::new(self.draft.clone()),
            phase: Phase::Waiting,
            head: None,
            text: String::new(),
            thinking: String::new(),
            raw: Vec::new(),
            error: None,
            first_ms: None,
            whole_ms: None,
            bill: None,
        };
        self.told = false;
        self.next += 1;
        self.runs.insert(0, Rc::new(run));
        self.runs.truncate(KEPT);
    }

    fn logged(&mut self, id: Uuid, bill: Bill) {
        let is_it = |run: &&mut Rc<Run>| run.request_id() == Some(id);
        if let Some(run) = self.runs.iter_mut().find(is_it) {
            Rc::make_mut(run).bill = Some(bill);
            return;
        }
        self.recent.push_front((id, bill));
        self.recent.truncate(REMEMBERED);
    }
}

impl Run {
    pub fn is_under_way(&self) -> bool {
        matches!(self.phase, Phase::Waiting | Phase::Arriving)
    }

    pub fn request_id(&self) -> Option<Uuid> {
        self.head.as_ref()?.request_id
    }
}

impl Reducible for Bench {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Edit(edit) => next.draft.edit(edit),
            Change::Told => next.told = true,
            Change::Begin => next.begin(),
            Change::Head(number, head) => {
                let mut recent = next.recent.iter();
                let known = recent.find(|(id, _)| head.request_id == Some(*id));
                let known = known.map(|(_, bill)| bill.clone());
                next.change(number, |run| {
                    run.phase = Phase::Arriving;
                    run.head = Some(head);
                    run.bill = known;
                });
            }
            Change::Arrived(number, piece, raw, ms) => next.change(number, |run| {
                run.text.push_str(&piece.text);
                run.thinking.push_str(&piece.thinking);
                run.raw.extend(raw.into_iter().map(Rc::from));
                run.error = piece.error.or(run.error.take());
                let says = !piece.text.is_empty() || !piece.thinking.is_empty();
                run.first_ms = run.first_ms.or(says.then_some(ms));
            }),
            Change::Ended(number, phase, error, ms) => next.change(number, |run| {
                if run.is_under_way() {
                    run.error = run.error.take().or(error);
                    run.phase = match (phase, &run.error) {
                        (Phase::Done, Some(_)) => Phase::Failed,
                        (phase, _) => phase,
                    };
                    run.whole_ms = Some(ms);
                }
            }),
            Change::Stopped(number) => next.change(number, |run| run.phase = Phase::Stopped),
            Change::Logged(id, bill) => next.logged(id, bill),
            Change::Again(draft) => next.draft = (*draft).clone(),
            Change::Clear => next.runs.retain(|run| run.is_under_way()),
        }
        Rc::new(next)
    }
}

thread_local! {
    /// The bench while another page is shown.
    static LEFT: RefCell<Bench> = RefCell::default();
}

/// What was there when the page was last left.
pub fn left() -> Bench {
    LEFT.with_borrow(Clone::clone)
}

/// Keeps it until the page is shown again. What was under way ended with the page.
pub fn leave(mut bench: Bench) {
    for run in &mut bench.runs {
        if run.is_under_way() {
            Rc::make_mut(run).phase = Phase::Stopped;
        }
    }
    LEFT.set(bench);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::request_of;

    fn after(changes: Vec<Change>) -> Rc<Bench> {
        let begin = Rc::new(Bench::default());
        changes.into_iter().fold(begin, Reducible::reduce)
    }

    fn head(id: u128) -> Head {
        Head {
            status: 200,
            request_id: Some(Uuid::from_u128(id)),
            ..Head::default()
        }
    }

    fn logged(id: u128) -> Change {
        Change::Logged(Uuid::from_u128(id), Bill::of(&request_of(id, "playground")))
    }

    fn piece(text: &str) -> Piece {
        Piece {
            text: text.to_owned(),
            ..Piece::default()
        }
    }

    #[test]
    fn answers_grow_side_by_side_the_newest_first() {
        let bench = after(vec![
            Change::Begin,
            Change::Edit(Edit::Prompt("second".to_owned())),
            Change::Begin,
            Change::Head(1, head(2)),
            Change::Arrived(1, piece("Hel"), vec!["{}".to_owned()], 30),
            Change::Arrived(0, piece("x"), Vec::new(), 40),
            Change::Arrived(1, piece("lo"), vec!["{}".to_owned()], 50),
            Change::Ended(1, Phase::Done, None, 60),
        ]);
        let [second, first] = &bench.runs[..] else {
            panic!("two were asked");
        };
        assert_eq!((second.text.as_str(), second.raw.len()), ("Hello", 2));
        assert_eq!((second.first_ms, second.whole_ms), (Some(30), Some(60)));
        assert_eq!(
            (second.asked.prompt.as_str(), second.phase),
            ("second", Phase::Done)
        );
        assert!(first.is_under_way());
    }

    #[test]
    fn the_log_may_be_faster_than_the_answer() {
        let bench = after(vec![
            Change::Begin,
            logged(7),
            Change::Head(0, head(7)),
            Change::Begin,
            Change::Head(1, head(8)),
            logged(8),
        ]);
        assert!(bench.runs.iter().all(|run| run.bill.is_some()));
    }

    #[test]
    fn an_error_within_the_stream_is_no_success_and_a_stop_is_no_error() {
        let wrong = Piece {
            error: Some("overloaded".to_owned()),
            ..Piece::default()
        };
        let bench = after(vec![
            Change::Begin,
            Change::Arrived(0, wrong, Vec::new(), 1),
            Change::Ended(0, Phase::Done, None, 2),
            Change::Begin,
            Change::Stopped(1),
            Change::Ended(1, Phase::Failed, Some("aborted".to_owned()), 4),
        ]);
        let phases: Vec<_> = bench.runs.iter().map(|run| run.phase).collect();
        assert_eq!(phases, [Phase::Stopped, Phase::Failed]);
        assert_eq!(bench.runs[0].error, None);
    }

    #[test]
    fn leaving_the_page_keeps_what_is_on_it() {
        leave((*after(vec![Change::Begin])).clone());
        assert_eq!(left().runs[0].phase, Phase::Stopped);
        assert_eq!(left().next(), 1);
    }
}
