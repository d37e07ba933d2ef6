//! Sums and series: what they tell is what the rows of the request log add up to, whatever happened in between.

use std::collections::BTreeMap;

use routex_entity::{
    Dialect, Outcome,
    api::{
        AnalyticsBreakdown, AnalyticsFigures, AnalyticsSeries, AnalyticsSummary, Page, RequestRow,
        Usd,
    },
};
use routex_tests::{Channel, Config, FakeProvider, Piece, TestApp, answers, within};
use serde::de::DeserializeOwned;
use tokio::task::JoinSet;

const DIALECT: Dialect = Dialect::OpenaiChat;
const KILLS: usize = 5;
const CLIENTS: usize = 6;
/// Requests the provider sees between two kills.
const ROUND: usize = 60;
/// One has a price.
const MODELS: [&str; 4] = ["gpt-5.4", "nobody-knows", "another-one", "gpt-5.4-mini"];

/// Every third request to the first channel fails, so that some have two attempts and two channels work.
async fn app() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::start().await;
    provider.respond(|seen| {
        let stream = seen.json()["stream"] == true;
        if seen.credential() == Some("sk-shaky") && seen.body.len() % 3 == 0 {
            answers::refusal(DIALECT, 503)
        } else {
            answers::good(DIALECT, "Yes.", stream)
        }
    });
    let app = Config::new()
        .operated()
        .set("affinity", "enabled = false")
        .set("breaker", "consecutive_failures = 1000000")
        .set("breaker", "failure_ratio = 1.0")
        .channel(Channel::new("shaky", DIALECT, &provider).set("priority = 0"))
        .channel(Channel::new("steady", DIALECT, &provider).set("priority = 1"))
        .start()
        .await;
    (provider, app)
}

async fn get<T: DeserializeOwned>(app: &TestApp, call: &str) -> T {
    let answer = app.admin("GET", call).send().await;
    assert_eq!(answer.status, 200, "{call}: {}", answer.text());
    serde_json::from_str(&answer.text()).expect("a body of this form")
}

/// Every row of the log.
async fn log(app: &TestApp) -> Vec<RequestRow> {
    let mut rows = Vec::new();
    let mut cursor = String::new();
    loop {
        let call = format!("/requests?limit=500{cursor}");
        let page: Page<RequestRow> = get(app, &call).await;
        rows.extend(page.items);
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}

/// What rows and figures must agree on.
#[derive(Debug, Default, PartialEq)]
struct Sums {
    requests: u64,
    outcomes: BTreeMap<&'static str, u64>,
    attempts: u64,
    streams: u64,
    tokens: [u64; 6],
    cost: Usd,
    cost_unknown: u64,
    cache_hits: u64,
}

impl Sums {
    fn add(&mut self, row: &RequestRow) {
        self.requests += 1;
        *self.outcomes.entry(row.outcome.as_str()).or_default() += 1;
        self.attempts += u64::from(row.attempts);
        self.streams += u64::from(row.stream);
        for (sum, tokens) in self.tokens.iter_mut().zip(kinds(&row.tokens)) {
            *sum += tokens;
        }
        match row.cost_usd {
            Some(cost) => self.cost = Usd::from_nanos(self.cost.nanos() + cost.nanos()),
            // What was never sent costs nothing.
            None => self.cost_unknown += u64::from(row.attempts > 0),
        }
        self.cache_hits += u64::from(row.tokens.cache_read_tokens > 0);
    }

    fn of(figures: &AnalyticsFigures) -> Self {
        let metrics = figures.metrics.as_ref().expect("all metrics");
        Self {
            requests: figures.requests,
            outcomes: metrics
                .outcomes
                .iter()
                .map(|one| (one.outcome.as_str(), one.requests))
                .collect(),
            attempts: metrics.attempts,
            streams: metrics.streams,
            tokens: kinds(&metrics.tokens),
            cost: metrics.cost_usd,
            cost_unknown: metrics.cost_unknown_requests,
            cache_hits: metrics.cache_hit_requests,
        }
    }
}

fn kinds(tokens: &routex_entity::api::Tokens) -> [u64; 6] {
    [
        tokens.input_tokens,
        tokens.cache_read_tokens,
        tokens.cache_write_short_tokens,
        tokens.cache_write_long_tokens,
        tokens.output_tokens,
        tokens.reasoning_tokens,
    ]
}

fn all(rows: &[RequestRow]) -> Sums {
    let mut sums = Sums::default();
    rows.iter().for_each(|row| sums.add(row));
    sums
}

fn by(rows: &[RequestRow], name: impl Fn(&RequestRow) -> String) -> BTreeMap<String, Sums> {
    let mut sums = BTreeMap::<String, Sums>::new();
    for row in rows {
        sums.entry(name(row)).or_default().add(row);
    }
    sums
}

fn model(row: &RequestRow) -> String {
    let served = row.model_served.clone();
    served.unwrap_or_else(|| row.model_requested.clone())
}

/// A time that reaches over midnight and hours, in which everything of the test lies.
fn time() -> String {
    let now = chrono::Utc::now();
    let bounds = [
        now - chrono::TimeDelta::hours(30),
        now + chrono::TimeDelta::minutes(2),
    ];
    let [from, to] = bounds.map(|at| at.timestamp_millis());
    format!("from={from}&to={to}")
}

/// Asks in turns, until so many were answered or the server is gone.
fn load(app: &TestApp, each: usize) -> JoinSet<()> {
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let address = app.address();
        clients.spawn(async move {
            for n in 0..each {
                let stream = n % 2 == 0;
                let model = MODELS[(client + n) % MODELS.len()];
                let target = answers::target(DIALECT, model, stream);
                let call = routex_tests::Call::new(address, "POST", &target)
                    .bearer(routex_tests::CLIENT_KEY)
                    .json(&answers::request(DIALECT, model, stream));
                let Ok(mut answer) = call.try_open().await else {
                    return;
                };
                while let Piece::Data(_) = answer.next().await {}
            }
        });
    }
    clients
}

#[tokio::test]
async fn sums_are_those_of_the_rows_after_kills_under_load() {
    // Arrange
    let (provider, mut app) = app().await;

    // Act
    for _ in 0..KILLS {
        let clients = load(&app, usize::MAX);
        provider.wait_for_seen(provider.count() + ROUND).await;
        app.kill9().await;
        clients.join_all().await;
        app.start_again().await;
    }

    // Assert
    let rows = log(&app).await;
    assert!(rows.len() >= KILLS * ROUND / 2, "{} rows", rows.len());
    let time = time();
    let summary: AnalyticsSummary = get(&app, &format!("/analytics/summary?{time}")).await;
    assert_eq!(Sums::of(&summary.current.figures), all(&rows));
    assert_eq!(summary.previous.figures.requests, 0);
    assert_eq!(summary.counting_before, None);

    for (group, expected) in [
        (
            "channel",
            by(&rows, |row| row.channel.clone().unwrap_or_default()),
        ),
        ("model", by(&rows, model)),
        ("key", by(&rows, |row| row.client_key.clone())),
    ] {
        let call = format!("/analytics/breakdown?{time}&group_by={group}&limit=100");
        let breakdown: AnalyticsBreakdown = get(&app, &call).await;
        let told: BTreeMap<String, Sums> = breakdown
            .rows
            .iter()
            .map(|row| (row.name.clone().unwrap_or_default(), Sums::of(&row.figures)))
            .collect();
        assert_eq!(told, expected, "by {group}");
        assert_eq!(Sums::of(&breakdown.total), all(&rows));
    }

    for bucket in ["minute", "hour", "day"] {
        let from = if bucket == "minute" {
            chrono::TimeDelta::hours(2)
        } else {
            chrono::TimeDelta::hours(30)
        };
        let from = (chrono::Utc::now() - from).timestamp_millis();
        let call =
            format!("/analytics/series?from={from}&bucket={bucket}&channel=steady&group_by=model");
        let series: AnalyticsSeries = get(&app, &call).await;
        let mine: Vec<RequestRow> = rows
            .iter()
            .filter(|row| row.channel.as_deref() == Some("steady"))
            .cloned()
            .collect();
        let expected: BTreeMap<String, u64> = by(&mine, model)
            .into_iter()
            .map(|(name, sums)| (name, sums.requests))
            .collect();
        let told: BTreeMap<String, u64> = series
            .lines
            .iter()
            .map(|line| {
                let requests = line.points.iter().map(|point| point.figures.requests).sum();
                (line.name.clone().unwrap_or_default(), requests)
            })
            .collect();
        assert_eq!(told, expected, "{bucket}");
    }
}

/// Waits until the ledger has written so many requests.
async fn written(app: &TestApp, count: u64) -> AnalyticsSummary {
    within("requests in the sums", async {
        loop {
            let summary: AnalyticsSummary =
                get(app, &format!("/analytics/summary?{}", time())).await;
            if summary.current.figures.requests >= count {
                return summary;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

#[tokio::test]
async fn charts_have_a_point_for_every_bucket_and_the_rest_in_one_line() {
    let (_provider, app) = app().await;
    load(&app, 4).join_all().await;
    written(&app, 24).await;

    let call = "/analytics/series?bucket=hour&group_by=model&limit=1";
    let series: AnalyticsSeries = get(&app, call).await;

    assert!((24..=26).contains(&series.lines[0].points.len()));
    let all: u64 = series
        .lines
        .iter()
        .flat_map(|line| &line.points)
        .map(|point| point.figures.requests)
        .sum();
    assert_eq!(all, 24);
    let names: Vec<_> = series
        .lines
        .iter()
        .map(|line| (line.name.is_some(), line.others))
        .collect();
    assert_eq!(names, [(true, false), (false, true)]);
    for line in &series.lines {
        for pair in line.points.windows(2) {
            assert_eq!(pair[1].at - pair[0].at, chrono::TimeDelta::hours(1));
        }
        let metrics = line.points[0].figures.metrics.as_ref().expect("metrics");
        assert_eq!((metrics.attempts, metrics.ttft_ms), (0, None));
    }

    let outcomes: AnalyticsBreakdown = get(&app, "/analytics/breakdown?group_by=outcome").await;
    assert_eq!(outcomes.rows.len(), 1);
    assert_eq!(
        outcomes.rows[0].name.as_deref(),
        Some(Outcome::Success.as_str())
    );
    assert_eq!(outcomes.rows[0].figures.metrics, None);
    let metrics = outcomes.total.metrics.expect("metrics of everything");
    assert!(
        metrics
            .duration_ms
            .is_some_and(|times| times.p50 <= times.p99)
    );
    assert!(metrics.attempts > 24, "some had two attempts");
}

#[tokio::test]
async fn tables_are_given_to_who_takes_them() {
    let (_provider, app) = app().await;
    load(&app, 2).join_all().await;
    written(&app, 12).await;

    let by_header = app
        .admin("GET", "/analytics/breakdown?group_by=key")
        .header("accept", "text/csv");
    let by_header = by_header.send().await;
    let by_query = app.admin("GET", "/analytics/series?format=csv&bucket=day");
    let by_query = by_query.send().await;

    for answer in [&by_header, &by_query] {
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(
            answer.header("content-type"),
            Some("text/csv; charset=utf-8")
        );
    }
    let text = by_header.text();
    let lines: Vec<_> = text.lines().collect();
    assert!(lines[0].starts_with("key,requests,success,"), "{text}");
    assert!(lines[1].starts_with("test,12,12,"), "{text}");
    assert_eq!(lines.len(), 2);
    assert!(by_query.text().starts_with("at,all,requests,"));
}

#[tokio::test]
async fn what_cannot_be_answered_is_told_by_the_name_of_its_parameter() {
    let (_provider, app) = app().await;
    let long_ago = "from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z";
    for (call, name) in [
        ("summary?from=5&to=5".to_owned(), "from"),
        ("summary?from=never".to_owned(), "from"),
        ("summary?group_by=channel".to_owned(), "group_by"),
        ("series?group_by=colour".to_owned(), "group_by"),
        ("series?bucket=week".to_owned(), "bucket"),
        (format!("series?{long_ago}&bucket=minute"), "bucket"),
        (format!("series?{long_ago}&bucket=hour"), "bucket"),
        (
            "series?bucket=minute&channel=a&model=m&key=k".to_owned(),
            "bucket",
        ),
        ("series?limit=51".to_owned(), "limit"),
        ("breakdown?sort=beauty".to_owned(), "sort"),
        ("breakdown?format=xml".to_owned(), "format"),
    ] {
        let answer = app.admin("GET", &format!("/analytics/{call}")).send().await;
        assert_eq!(answer.status, 422, "{call}: {}", answer.text());
        let problem = answer.json();
        assert_eq!(problem["errors"][0]["field"], name, "{call}");
    }
    // Days are there for ever.
    let call = format!("/analytics/series?{long_ago}");
    let series: AnalyticsSeries = get(&app, &call).await;
    assert_eq!(series.lines[0].points.len(), 31);
}
