//! The figures as Markdown.

use std::fmt;

use super::{
    budget::Budget,
    ledger::Ledger,
    measure::{
        rounds::{Field, Figures, Plan, Translated},
        start_up::StartUp,
    },
};

pub struct Report {
    pub machine: [String; 2],
    pub plan: Plan,
    /// How many were open at once.
    pub streams: u32,
    /// HAProxy, nginx, Routex, as everywhere below.
    pub start_up: [StartUp; 3],
    pub load: Field,
    /// Resident bytes with all streams open.
    pub held: [u64; 3],
    pub ledger: Ledger,
}

/// One measure of all contenders.
struct Row {
    what: String,
    /// The simulator without anything before it, where that means something.
    direct: Option<f64>,
    proxies: [f64; 3],
}

impl Row {
    fn new(what: impl Into<String>, proxies: [f64; 3]) -> Self {
        Self {
            what: what.into(),
            direct: None,
            proxies,
        }
    }

    /// A figure of the proxies alone.
    fn of_proxies(what: &str, load: &Field, figure: fn(&Figures) -> f64) -> Self {
        Self::new(what, load.proxies.each_ref().map(figure))
    }

    fn of_all(what: &str, load: &Field, figure: fn(&Figures) -> f64) -> Self {
        Self {
            direct: Some(figure(&load.direct)),
            ..Self::of_proxies(what, load, figure)
        }
    }

    /// What each adds to the simulator's own figure.
    fn added(what: &str, load: &Field, figure: fn(&Figures) -> f64) -> Self {
        let direct = figure(&load.direct);
        Self::new(
            what,
            load.proxies.each_ref().map(|proxy| figure(proxy) - direct),
        )
    }

    fn routex(&self) -> f64 {
        self.proxies[2]
    }

    fn haproxy(&self) -> f64 {
        self.proxies[0]
    }

    /// Routex over HAProxy.
    fn ratio(&self) -> f64 {
        self.routex() / self.haproxy()
    }

    /// A difference lost in the noise has no ratio.
    fn ratio_shown(&self) -> String {
        if self.routex() > 0.0 && self.haproxy() > 0.0 {
            format!("{:.2}", self.ratio())
        } else {
            "–".into()
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direct = self.direct.map_or_else(|| "–".into(), shown);
        let [haproxy, nginx, routex] = self.proxies.map(shown);
        let (what, ratio) = (&self.what, self.ratio_shown());
        write!(
            f,
            "| {what} | {direct} | {haproxy} | {nginx} | {routex} | {ratio} |"
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let load = &self.load;
        let requests = Row::of_all("requests/s, 32 connections", load, |one| {
            one.requests_per_second
        });
        let streams = Row::of_all("streams/s, 32 connections", load, |one| {
            one.streams_per_second
        });
        let p50_added = Row::added("p50 added, µs", load, |one| one.p50_us);
        let p99_added = Row::added("p99 added, µs", load, |one| one.p99_us);
        let first_start = Row::new(
            "start to first answer, ms",
            self.start_up.each_ref().map(|one| one.first_ms),
        );
        let next_start = Row::new(
            "the same with the data of a run before, ms",
            self.start_up.each_ref().map(|one| one.next_ms),
        );
        let idle = Row::of_proxies("memory idle, MB", load, |one| megabytes(one.idle_bytes));
        let held = Row::new(
            format!("memory with {} open streams, MB", self.streams),
            self.held.map(megabytes),
        );
        let [_, _, routex] = &load.proxies;
        let over = |pick: fn(&Translated) -> f64, passed: f64| {
            routex.translated.as_ref().map_or(f64::NAN, pick) / passed
        };
        let budgets = [
            Budget::at_least(0.45, "requests/s over HAProxy's", requests.ratio()),
            Budget::at_least(0.4, "streams/s over HAProxy's", streams.ratio()),
            Budget::at_most(
                400.0,
                "p99 added beyond HAProxy's, µs",
                p99_added.routex() - p99_added.haproxy(),
            ),
            Budget::under(150.0, "start to first answer, ms", first_start.routex()),
            Budget::under(30.0, "memory idle, MB", idle.routex()),
            Budget::under(150.0, "memory with the streams open, MB", held.routex()),
            Budget::at_least(
                0.75,
                "translated requests/s over passed through",
                over(|one| one.requests_per_second, routex.requests_per_second),
            ),
            Budget::at_least(
                0.75,
                "translated streams/s over passed through",
                over(|one| one.streams_per_second, routex.streams_per_second),
            ),
        ];
        let rows = [
            requests,
            streams,
            Row::of_all("p50 at one connection, µs", load, |one| one.p50_us),
            Row::of_all("p99 at one connection, µs", load, |one| one.p99_us),
            p50_added,
            p99_added,
            Row::of_all("CPU µs a request", load, |one| one.cpu_us_per_request),
            Row::of_all("CPU µs a stream", load, |one| one.cpu_us_per_stream),
            idle,
            Row::of_proxies("memory after load, MB", load, |one| {
                megabytes(one.loaded_bytes)
            }),
            held,
            first_start,
            next_start,
        ];

        let [machine, programs] = &self.machine;
        writeln!(
            f,
            "- {machine}\n- {programs}\n- {}\n- {}\n",
            self.made_how(),
            self.ledger
        )?;
        writeln!(
            f,
            "| | direct | HAProxy | nginx | Routex | Routex / HAProxy |"
        )?;
        writeln!(f, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
        for row in &rows {
            writeln!(f, "{row}")?;
        }
        if let Some(translated) = &routex.translated {
            writeln!(f, "\n{}", comparison(routex, translated))?;
        }
        writeln!(
            f,
            "\n| budget | limit | figure | |\n| --- | --- | ---: | --- |"
        )?;
        for budget in &budgets {
            writeln!(f, "{budget}")?;
        }
        Ok(())
    }
}

impl Report {
    fn made_how(&self) -> String {
        let Plan { rounds, seconds } = self.plan;
        let caught_up = self.load.proxies[2].catch_up.as_secs_f64();
        format!(
            "`cargo xtask bench`: medians of {rounds} interleaved rounds of {seconds} s a load; wrk, \
             simulator and proxy share the machine; memory is resident, summed over processes; CPU is \
             the proxy's, what it wrote after the last answer included (Routex was quiet at most \
             {caught_up:.1} s after a load)"
        )
    }
}

/// What translation costs Routex, beside the same load passed through.
fn comparison(passed: &Figures, translated: &Translated) -> String {
    let row = |what: &str, passed: f64, translated: f64| {
        let (passed_shown, shown) = (shown(passed), shown(translated));
        let ratio = translated / passed;
        format!("| {what} | {passed_shown} | {shown} | {ratio:.2} |\n")
    };
    [
        "| Routex, Chat clients | Chat provider | Anthropic provider | ratio |\n".to_owned(),
        "| --- | ---: | ---: | ---: |\n".to_owned(),
        row(
            "requests/s, 32 connections",
            passed.requests_per_second,
            translated.requests_per_second,
        ),
        row(
            "streams/s, 32 connections",
            passed.streams_per_second,
            translated.streams_per_second,
        ),
        row(
            "CPU µs a request",
            passed.cpu_us_per_request,
            translated.cpu_us_per_request,
        ),
        row(
            "CPU µs a stream",
            passed.cpu_us_per_stream,
            translated.cpu_us_per_stream,
        ),
    ]
    .concat()
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Three digits that count, more only before the point.
fn shown(figure: f64) -> String {
    let decimals = match figure.abs() {
        small if small < 10.0 => 2,
        middle if middle < 100.0 => 1,
        _ => 0,
    };
    format!("{figure:.decimals$}")
}
