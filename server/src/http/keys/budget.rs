//! What a key has spent and what is reserved of its budgets. Pure; integers in thousand-millionths of a US dollar.
//!
//! A request is let in when every budget has room for what is spent, what is reserved and what the request may cost; or
//! when nothing is reserved and something is left. So budgets are overshot by the cost of one request at most, as long
//! as no request costs more than was reserved for it. One that does teaches the purse to reserve more for those that
//! follow, and less again with each that does not.

use std::time::Duration;

use routex_entity::BudgetWindow;

use super::window;
use crate::config::Budget;

/// Reservations are stretched in thousandths.
const PLAIN: u64 = 1_000;
/// One absurd answer must not make a key reserve everything for each request.
const MOST_STRETCH: u64 = 100 * PLAIN;
/// So much of what is reserved beyond estimates is given up with each request that did not need it: one in so many.
const RELAXATION: u64 = 16;

/// Spent and reserved money of one key. Every window is counted, whether a budget asks for it or not, so that a budget
/// given later is right from its first moment.
#[derive(Debug, Clone)]
pub struct Purse {
    /// In the order of `BudgetWindow::ALL`.
    spent: [Spent; BudgetWindow::ALL.len()],
    /// The latest that was seen. Windows begin with a day.
    day: i64,
    reserved: u128,
    /// How much more than their estimates requests were seen to cost of late, in thousandths; at least `PLAIN`.
    stretch: u64,
}

#[derive(Debug, Clone, Copy)]
struct Spent {
    window: BudgetWindow,
    number: i64,
    nano_usd: i64,
}

/// Money that a request may need. Goes back with [`Purse::settle`].
#[derive(Debug)]
#[must_use = "what is reserved must be settled"]
pub struct Reservation {
    estimate: i64,
    amount: i64,
}

/// Why there is no money for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Short {
    /// A budget is used up for so long. `None`: for ever.
    Spent(BudgetWindow, Option<Duration>),
    /// Requests on their way may need what is left.
    Reserved,
}

/// How a budget stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub budget: Budget,
    pub spent: i64,
    pub reserved: i64,
    /// Milliseconds since the Unix epoch. `None`: never.
    pub resets_at_ms: Option<i64>,
}

impl Purse {
    /// `days`: what was spent so far, by day since the Unix epoch.
    pub fn new(days: impl IntoIterator<Item = (i64, i64)>, now_ms: i64) -> Self {
        let spent = |window| Spent {
            window,
            number: window::number(window, now_ms),
            nano_usd: 0,
        };
        let mut purse = Self {
            spent: [
                spent(BudgetWindow::Day),
                spent(BudgetWindow::Week),
                spent(BudgetWindow::Month),
                spent(BudgetWindow::Total),
            ],
            day: window::day(now_ms),
            reserved: 0,
            stretch: PLAIN,
        };
        for (day, nano_usd) in days {
            let at_ms = day.saturating_mul(24 * 60 * 60 * 1000);
            for spent in &mut purse.spent {
                if window::number(spent.window, at_ms) >= spent.number {
                    spent.add(nano_usd);
                }
            }
        }
        purse
    }

    /// Whether there is money for a request of this estimated cost.
    pub fn check(&mut self, budgets: &[Budget], estimate: i64, now_ms: i64) -> Result<(), Short> {
        self.turn(now_ms);
        if let Some(short) = self.spent_up(budgets, now_ms) {
            return Err(short);
        }
        let wanted = self.reserved + unsigned(self.stretched(estimate));
        let fits = |budget: &Budget| {
            unsigned(self.spent_in(budget.window)) + wanted <= unsigned(budget.amount.0)
        };
        if self.reserved == 0 || budgets.iter().all(fits) {
            Ok(())
        } else {
            Err(Short::Reserved)
        }
    }

    /// Sets money aside for a request that may go on.
    pub fn reserve(&mut self, estimate: i64) -> Reservation {
        let amount = self.stretched(estimate);
        self.reserved += unsigned(amount);
        Reservation { estimate, amount }
    }

    /// Gives a reservation back. `cost`: of the request, which ended at `ended_ms`; `None` when nobody knows.
    pub fn settle(
        &mut self,
        reservation: &Reservation,
        cost: Option<i64>,
        ended_ms: i64,
        now_ms: i64,
    ) {
        self.reserved = self.reserved.saturating_sub(unsigned(reservation.amount));
        let Some(cost) = cost else { return };
        self.charge(cost, ended_ms, now_ms);
        if cost <= reservation.amount {
            self.stretch -= (self.stretch - PLAIN).div_ceil(RELAXATION);
        } else if reservation.estimate > 0 {
            let ratio = unsigned(cost)
                .saturating_mul(u128::from(PLAIN))
                .div_ceil(unsigned(reservation.estimate));
            let ratio = u64::try_from(ratio).unwrap_or(u64::MAX);
            self.stretch = self.stretch.max(ratio.min(MOST_STRETCH));
        }
        // Of a model that had no price when the request came, an estimate of nothing teaches nothing.
    }

    /// Counts what something cost for which nothing was reserved, in the windows in which it ended: those of its row.
    pub fn charge(&mut self, cost: i64, ended_ms: i64, now_ms: i64) {
        self.turn(now_ms);
        let today = window::day(ended_ms) >= self.day;
        // A clock that is put back makes nothing free.
        let put_back = window::day(now_ms) < self.day;
        for spent in &mut self.spent {
            if today || put_back || window::number(spent.window, ended_ms) >= spent.number {
                spent.add(cost);
            }
        }
    }

    /// Counts what something that ended then cost more than was charged for it; less, when negative.
    pub fn correct(&mut self, difference: i64, ended_ms: i64, now_ms: i64) {
        self.turn(now_ms);
        for spent in &mut self.spent {
            if window::number(spent.window, ended_ms) >= spent.number {
                spent.nano_usd = spent.nano_usd.saturating_add(difference).max(0);
            }
        }
    }

    /// How a budget stands.
    pub fn standing(&mut self, budget: Budget, now_ms: i64) -> Standing {
        self.turn(now_ms);
        Standing {
            budget,
            spent: self.spent_in(budget.window),
            reserved: i64::try_from(self.reserved).unwrap_or(i64::MAX),
            resets_at_ms: window::end_ms(budget.window, now_ms),
        }
    }

    /// The budget that stays used up longest, if any is.
    fn spent_up(&self, budgets: &[Budget], now_ms: i64) -> Option<Short> {
        budgets
            .iter()
            .filter(|budget| self.spent_in(budget.window) >= budget.amount.0)
            .map(|budget| (window::end_ms(budget.window, now_ms), budget.window))
            .max_by_key(|(end, _)| end.unwrap_or(i64::MAX))
            .map(|(end, window)| {
                let wait = end.map(|end| end.saturating_sub(now_ms).max(0));
                Short::Spent(
                    window,
                    wait.map(|ms| Duration::from_millis(ms.unsigned_abs())),
                )
            })
    }

    fn stretched(&self, estimate: i64) -> i64 {
        let amount = unsigned(estimate) * u128::from(self.stretch) / u128::from(PLAIN);
        i64::try_from(amount).unwrap_or(i64::MAX)
    }

    fn spent_in(&self, window: BudgetWindow) -> i64 {
        self.spent
            .iter()
            .find(|spent| spent.window == window)
            .map_or(0, |spent| spent.nano_usd)
    }

    /// Begins the windows that have begun. A clock that is put back begins none again.
    fn turn(&mut self, now_ms: i64) {
        let day = window::day(now_ms);
        if day <= self.day {
            return;
        }
        self.day = day;
        for spent in &mut self.spent {
            let number = window::number(spent.window, now_ms);
            if number > spent.number {
                *spent = Spent {
                    number,
                    nano_usd: 0,
                    ..*spent
                };
            }
        }
    }
}

impl Spent {
    fn add(&mut self, nano_usd: i64) {
        self.nano_usd = self.nano_usd.saturating_add(nano_usd.max(0));
    }
}

fn unsigned(nano_usd: i64) -> u128 {
    u128::from(nano_usd.max(0).unsigned_abs())
}

#[cfg(test)]
mod tests;
