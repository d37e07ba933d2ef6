//! What is in the database: read with plain SQL, so that a mistake in the server's own queries cannot hide itself.

use std::path::Path;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult, Statement};

/// The log.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Oldest first.
    pub requests: Vec<RequestRow>,
    /// Oldest first.
    pub attempts: Vec<AttemptRow>,
}

/// One row of `request`.
#[derive(Debug, Clone)]
pub struct RequestRow {
    /// Hexadecimal.
    pub id: String,
    pub client_key: String,
    pub session: Option<String>,
    pub endpoint: String,
    pub dialect_in: String,
    pub dialect_out: Option<String>,
    pub model_requested: String,
    pub model_served: Option<String>,
    pub channel: Option<String>,
    pub status: Option<i64>,
    pub outcome: String,
    pub stream: bool,
    pub usage_partial: bool,
    pub input_tokens: i64,
    pub cache_read_tokens: i64,
    pub output_tokens: i64,
    /// Thousand-millionths of a US dollar.
    pub cost_nano_usd: Option<i64>,
    pub error: Option<String>,
}

/// One row of `attempt`.
#[derive(Debug, Clone)]
pub struct AttemptRow {
    /// Hexadecimal.
    pub id: String,
    /// Hexadecimal.
    pub request_id: String,
    pub channel: String,
    pub credential: String,
    pub model_served: String,
    pub status: Option<i64>,
    pub outcome: String,
}

/// Runs a statement; fails the test when it changes nothing.
pub(super) async fn execute(data_dir: &Path, sql: &str) {
    let file = data_dir.join("routex.db");
    let url = format!("sqlite://{}?mode=rw", file.display());
    let database = Database::connect(url).await.expect("the database");
    let done = database.execute_unprepared(sql).await.expect("a statement");
    assert!(done.rows_affected() > 0, "{sql} changed nothing");
    database.close().await.expect("the database closes");
}

impl Rows {
    pub(super) async fn read(data_dir: &Path) -> Self {
        let file = data_dir.join("routex.db");
        let url = format!("sqlite://{}?mode=ro", file.display());
        let database = Database::connect(url).await.expect("the database");
        let requests = select(
            &database,
            "SELECT lower(hex(id)) AS id_hex, * FROM request ORDER BY id",
        );
        let requests = requests.await.iter().map(RequestRow::read).collect();
        let attempts = select(
            &database,
            "SELECT lower(hex(id)) AS id_hex, lower(hex(request_id)) AS request_id_hex, * \
             FROM attempt ORDER BY id",
        );
        let attempts = attempts.await.iter().map(AttemptRow::read).collect();
        database.close().await.expect("the database closes");
        Self { requests, attempts }
    }

    /// The only request.
    pub fn only_request(&self) -> &RequestRow {
        let [request] = self.requests.as_slice() else {
            panic!("expected one request, found {:#?}", self.requests);
        };
        request
    }

    /// The outcomes of all attempts, in order.
    pub fn attempt_outcomes(&self) -> Vec<&str> {
        let attempts = self.attempts.iter();
        attempts.map(|attempt| attempt.outcome.as_str()).collect()
    }

    /// The requests of one session.
    pub fn of_session<'a>(&'a self, session: &'a str) -> impl Iterator<Item = &'a RequestRow> {
        let requests = self.requests.iter();
        requests.filter(move |request| request.session.as_deref() == Some(session))
    }
}

impl RequestRow {
    fn read(row: &QueryResult) -> Self {
        Self {
            id: get(row, "id_hex"),
            client_key: get(row, "client_key"),
            session: get(row, "session"),
            endpoint: get(row, "endpoint"),
            dialect_in: get(row, "dialect_in"),
            dialect_out: get(row, "dialect_out"),
            model_requested: get(row, "model_requested"),
            model_served: get(row, "model_served"),
            channel: get(row, "channel"),
            status: get(row, "status"),
            outcome: get(row, "outcome"),
            stream: get(row, "stream"),
            usage_partial: get(row, "usage_partial"),
            input_tokens: get(row, "input_tokens"),
            cache_read_tokens: get(row, "cache_read_tokens"),
            output_tokens: get(row, "output_tokens"),
            cost_nano_usd: get(row, "cost_nano_usd"),
            error: get(row, "error"),
        }
    }
}

impl AttemptRow {
    fn read(row: &QueryResult) -> Self {
        Self {
            id: get(row, "id_hex"),
            request_id: get(row, "request_id_hex"),
            channel: get(row, "channel"),
            credential: get(row, "credential"),
            model_served: get(row, "model_served"),
            status: get(row, "status"),
            outcome: get(row, "outcome"),
        }
    }
}

/// The audit log, oldest first: `actor`, `action`, `resource`, and `before` and `after` as they are kept.
pub(super) async fn audit(data_dir: &Path) -> Vec<serde_json::Value> {
    let file = data_dir.join("routex.db");
    let url = format!("sqlite://{}?mode=ro", file.display());
    let database = Database::connect(url).await.expect("the database");
    let query = select(
        &database,
        "SELECT actor, action, resource, CAST(before AS TEXT) AS before, CAST(after AS TEXT) AS after \
         FROM audit_log ORDER BY id",
    );
    let rows = query.await;
    let entries = rows.iter().map(|row| {
        serde_json::json!({
            "actor": get::<String>(row, "actor"),
            "action": get::<String>(row, "action"),
            "resource": get::<String>(row, "resource"),
            "before": get::<Option<String>>(row, "before"),
            "after": get::<Option<String>>(row, "after"),
        })
    });
    let entries = entries.collect();
    database.close().await.expect("the database closes");
    entries
}

async fn select(database: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(DbBackend::Sqlite, sql);
    match database.query_all_raw(statement).await {
        Ok(rows) => rows,
        Err(error) => panic!("{sql}: {error}"),
    }
}

fn get<T: sea_orm::TryGetable>(row: &QueryResult, column: &str) -> T {
    match row.try_get("", column) {
        Ok(value) => value,
        Err(error) => panic!("column {column}: {error}"),
    }
}
