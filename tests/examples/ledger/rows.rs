//! Requests of a busy team: 20 channels, 50 models and 100 keys, a few used much and many little; conversations of about
//! twenty requests; three of a hundred fail, and some take more than one attempt. The same ones at every run, but for the time.

use routex_entity::{AttemptRecord, Dialect, Extras, Outcome, RequestRecord, TokenUsage};
use uuid::Uuid;

const CHANNELS: u64 = 20;
const MODELS: u64 = 50;
const KEYS: u64 = 100;
/// Conversations at any time.
const SESSIONS: usize = 200;

/// What those get who fail, how the client sees it, and how often of 1000 failures.
const FAILURES: [(Outcome, Option<u16>, u64); 9] = [
    (Outcome::ClientError, Some(400), 400),
    (Outcome::RateLimited, Some(429), 200),
    (Outcome::UpstreamError, Some(502), 150),
    (Outcome::ClientCancelled, None, 120),
    (Outcome::Overloaded, Some(529), 60),
    (Outcome::TimeoutFirstByte, Some(504), 40),
    (Outcome::Truncated, Some(200), 20),
    (Outcome::ConnectError, Some(502), 9),
    (Outcome::Malformed, Some(502), 1),
];

/// Oldest first.
pub struct Rows {
    from_ms: u64,
    to_ms: u64,
    count: u64,
    next: u64,
    dice: Dice,
    sessions: Vec<Session>,
}

#[derive(Clone)]
struct Session {
    id: Option<String>,
    key: String,
    model: u64,
    left: u64,
}

impl Rows {
    pub fn new(from_ms: u64, to_ms: u64, count: u64) -> Self {
        let mut dice = Dice(from_ms | 1);
        let sessions = (0..SESSIONS).map(|_| Session::new(&mut dice)).collect();
        Self {
            from_ms,
            to_ms,
            count,
            next: 0,
            dice,
            sessions,
        }
    }

    fn session(&mut self) -> Session {
        let at = self.dice.below(SESSIONS as u64) as usize;
        let session = &mut self.sessions[at];
        if session.left == 0 {
            *session = Session::new(&mut self.dice);
        }
        session.left = session.left.saturating_sub(1);
        session.clone()
    }
}

impl Iterator for Rows {
    type Item = RequestRecord;

    fn next(&mut self) -> Option<RequestRecord> {
        if self.next == self.count {
            return None;
        }
        let share = u128::from(self.to_ms - self.from_ms) * u128::from(self.next);
        let at_ms = self.from_ms + (share / u128::from(self.count)) as u64;
        self.next += 1;
        let session = self.session();
        Some(record(&mut self.dice, at_ms, session))
    }
}

impl Session {
    fn new(dice: &mut Dice) -> Self {
        let named = dice.below(10) > 0;
        Self {
            id: named.then(|| format!("sha256:{:016x}", dice.roll())),
            key: format!("key-{:03}", dice.ranked(KEYS)),
            model: dice.ranked(MODELS),
            left: 1 + dice.below(40),
        }
    }
}

fn record(dice: &mut Dice, at_ms: u64, session: Session) -> RequestRecord {
    let (outcome, status) = match dice.below(1_000) {
        0..30 => failure(dice),
        _ => (Outcome::Success, Some(200)),
    };
    let success = outcome == Outcome::Success;
    let model = format!("model-{:02}", session.model);
    let usage = TokenUsage {
        input: 200 + dice.below(4_000),
        cache_read: dice.below(60_000),
        cache_write_short: dice.below(3_000),
        cache_write_long: 0,
        output: 20 + dice.below(1_500),
        reasoning: dice.below(20),
    };
    let usage = if success {
        usage
    } else {
        TokenUsage::default()
    };
    let cost = i64::try_from(usage.input * 3_000 + usage.cache_read * 300 + usage.output * 15_000)
        .unwrap_or(0);
    let attempts = match dice.below(100) {
        0..4 => 2,
        4 => 3,
        _ => 1,
    };
    let channel = |dice: &mut Dice| {
        format!(
            "channel-{:02}",
            1 + (session.model + dice.below(4) * 5) % CHANNELS
        )
    };
    let attempts: Vec<AttemptRecord> = (1..=attempts)
        .map(|number| {
            let last = number == attempts;
            AttemptRecord {
                id: id(dice, at_ms + number),
                started_at_ms: at_ms as i64,
                channel: channel(dice),
                credential: "sk-…wxyz".to_owned(),
                model_served: model.clone(),
                status: if last { status } else { Some(429) },
                outcome: if last { outcome } else { Outcome::RateLimited },
                ttft_ms: (last && success).then(|| 150 + dice.below(900) as u32),
                duration_ms: 200 + dice.below(9_000) as u32,
                usage: if last { usage } else { TokenUsage::default() },
                cost_nano_usd: last.then_some(cost),
                error: None,
                extras: Extras::default(),
            }
        })
        .collect();
    let last = attempts.last();
    RequestRecord {
        id: id(dice, at_ms),
        started_at_ms: at_ms as i64,
        client_key: session.key,
        session: session.id,
        dialect_in: Dialect::Anthropic,
        dialect_out: Some(Dialect::Anthropic),
        endpoint: "/v1/messages".to_owned(),
        model_requested: if session.model % 5 == 0 {
            "smart".to_owned()
        } else {
            model.clone()
        },
        model_served: Some(model),
        channel: last.map(|attempt| attempt.channel.clone()),
        credential: last.map(|attempt| attempt.credential.clone()),
        status,
        outcome,
        stream: dice.below(10) < 7,
        usage,
        usage_partial: false,
        cost_nano_usd: Some(cost),
        ttft_ms: last.and_then(|attempt| attempt.ttft_ms),
        duration_ms: last.map_or(0, |attempt| attempt.duration_ms),
        overhead_us: 150 + dice.below(300) as u32,
        decision: "priority: first of 4".to_owned(),
        error: (!success).then(|| "the provider answered with an error".to_owned()),
        attempts,
    }
}

fn failure(dice: &mut Dice) -> (Outcome, Option<u16>) {
    let mut left = dice.below(1_000);
    for (outcome, status, often) in FAILURES {
        if left < often {
            return (outcome, status);
        }
        left -= often;
    }
    (Outcome::Unknown, None)
}

/// UUID v7 of a time.
fn id(dice: &mut Dice, at_ms: u64) -> Uuid {
    let random = u128::from(dice.roll()) << 64 | u128::from(dice.roll());
    let random = random & 0x0fff_3fff_ffff_ffff_ffff;
    Uuid::from_u128(u128::from(at_ms) << 80 | random | 0x7000_8000_0000_0000_0000)
}

/// Numbers that look like chance: xorshift64*.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, bound: u64) -> u64 {
        (self.roll() >> 32) % bound
    }

    /// 1 to `bound`, low ones more often: the share of n is about 1/n.
    fn ranked(&mut self, bound: u64) -> u64 {
        let share = self.below(1 << 30) as f64 / f64::from(1 << 30);
        let rank = (bound as f64 + 1.0).powf(share) as u64;
        rank.clamp(1, bound)
    }
}
