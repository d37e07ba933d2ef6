//! The sum over some requests. Pure.

use routex_entity::{Outcome, RequestRecord};

use crate::{histogram::Histogram, varint};

/// What is added up besides outcomes. The numbers are those of the database: one is never given to something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Number {
    /// Requests whose answer was streamed.
    Streams = 24,
    Attempts,
    /// Input tokens that no cache served or stored.
    Input,
    CacheRead,
    CacheWriteShort,
    CacheWriteLong,
    Output,
    Reasoning,
    /// Thousand-millionths of a US dollar, of those requests whose cost is known.
    CostNanoUsd,
    /// Requests that were sent and of which nobody knows what they cost.
    CostUnknown,
    /// Requests whose tokens are a lower bound.
    UsagePartial,
    /// Requests for which the provider read from its cache.
    CacheHits,
    /// Output tokens of streams of which it is known how long they took.
    TimedTokens,
    /// Milliseconds of these streams from the first content byte to the last.
    TimedMs,
}

/// Outcomes come first, in the order in which they are declared.
const NUMBERS: usize = 38;
const _: () = assert!(Outcome::ALL.len() <= Number::Streams as usize);
const _: () = assert!(Number::TimedMs as usize == NUMBERS - 1);

/// The form that is written; a higher one is by a newer Routex.
const FORM: u8 = 1;
/// Ends the numbers.
const END: u64 = 0;

/// Sums, and how times are spread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    numbers: [i64; NUMBERS],
    /// Milliseconds from arrival to the first content byte.
    pub ttft: Histogram,
    /// Milliseconds from arrival to the last byte.
    pub duration: Histogram,
    /// Microseconds that Routex itself added.
    pub overhead: Histogram,
}

impl Default for Cell {
    fn default() -> Self {
        Self {
            numbers: [0; NUMBERS],
            ttft: Histogram::default(),
            duration: Histogram::default(),
            overhead: Histogram::default(),
        }
    }
}

impl Cell {
    pub fn of(record: &RequestRecord) -> Self {
        let mut cell = Self::default();
        cell.count(record);
        cell
    }

    /// Adds a request.
    pub fn count(&mut self, record: &RequestRecord) {
        let usage = &record.usage;
        self.numbers[record.outcome as usize] += 1;
        self.add(Number::Attempts, record.attempts.len() as u64);
        self.add(Number::Streams, u64::from(record.stream));
        self.add(Number::UsagePartial, u64::from(record.usage_partial));
        self.add(Number::CacheHits, u64::from(usage.cache_read > 0));
        for (number, tokens) in [
            (Number::Input, usage.input),
            (Number::CacheRead, usage.cache_read),
            (Number::CacheWriteShort, usage.cache_write_short),
            (Number::CacheWriteLong, usage.cache_write_long),
            (Number::Output, usage.output),
            (Number::Reasoning, usage.reasoning),
        ] {
            self.add(number, tokens);
        }
        self.charge(record, record.cost_nano_usd, 1);
        if let Some(ttft_ms) = record.ttft_ms {
            self.ttft.add(ttft_ms);
            let timed_ms = record.duration_ms.saturating_sub(ttft_ms);
            if record.stream && usage.output > 0 && timed_ms > 0 {
                self.add(Number::TimedTokens, usage.output);
                self.add(Number::TimedMs, u64::from(timed_ms));
            }
        }
        self.duration.add(record.duration_ms);
        self.overhead.add(record.overhead_us);
    }

    /// What changes in the sums of a request when its cost does.
    pub fn repriced(record: &RequestRecord, after: Option<i64>) -> Self {
        let mut cell = Self::default();
        cell.charge(record, record.cost_nano_usd, -1);
        cell.charge(record, after, 1);
        cell
    }

    pub fn merge(&mut self, other: &Self) {
        for (number, more) in self.numbers.iter_mut().zip(&other.numbers) {
            *number = number.saturating_add(*more);
        }
        self.ttft.merge(&other.ttft);
        self.duration.merge(&other.duration);
        self.overhead.merge(&other.overhead);
    }

    /// A sum. Money alone can be below zero, and that only between two halves of a change.
    pub const fn sum(&self, number: Number) -> i64 {
        self.numbers[number as usize]
    }

    /// How many requests ended like that.
    pub fn outcome(&self, outcome: Outcome) -> u64 {
        u64::try_from(self.numbers[outcome as usize]).unwrap_or(0)
    }

    pub fn requests(&self) -> u64 {
        let outcomes = Outcome::ALL.iter().map(|outcome| self.outcome(*outcome));
        outcomes.fold(0, u64::saturating_add)
    }

    /// Appends a form that [`Cell::decode`] reads.
    pub fn encode(&self, bytes: &mut Vec<u8>) {
        bytes.push(FORM);
        for (at, number) in self.numbers.iter().enumerate() {
            if *number != 0 {
                varint::put(bytes, at as u64 + 1);
                varint::put_signed(bytes, *number);
            }
        }
        varint::put(bytes, END);
        for histogram in [&self.ttft, &self.duration, &self.overhead] {
            histogram.encode(bytes);
        }
    }

    /// Reads what [`Cell::encode`] wrote. `None`: it is something else. Numbers that a newer Routex adds up are passed over.
    pub fn decode(mut bytes: &[u8]) -> Option<Self> {
        let bytes = &mut bytes;
        let (form, rest) = bytes.split_first()?;
        if *form != FORM {
            return None;
        }
        *bytes = rest;
        let mut cell = Self::default();
        loop {
            let at = varint::take(bytes)?;
            if at == END {
                break;
            }
            let number = varint::take_signed(bytes)?;
            let at = usize::try_from(at - 1).ok()?;
            if let Some(place) = cell.numbers.get_mut(at) {
                *place = number;
            }
        }
        cell.ttft = Histogram::decode(bytes)?;
        cell.duration = Histogram::decode(bytes)?;
        cell.overhead = Histogram::decode(bytes)?;
        Some(cell)
    }

    /// What was never sent costs nothing, and that is known.
    fn charge(&mut self, record: &RequestRecord, cost_nano_usd: Option<i64>, sign: i64) {
        let (number, amount) = match cost_nano_usd {
            Some(cost) => (Number::CostNanoUsd, cost.saturating_mul(sign)),
            None if record.attempts.is_empty() => return,
            None => (Number::CostUnknown, sign),
        };
        let sum = &mut self.numbers[number as usize];
        *sum = sum.saturating_add(amount);
    }

    fn add(&mut self, number: Number, amount: u64) {
        let sum = &mut self.numbers[number as usize];
        *sum = sum.saturating_add_unsigned(amount);
    }
}

#[cfg(test)]
mod tests;
