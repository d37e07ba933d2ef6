//! What is asked: every list, filter and chart of the admin API.

/// What a call is named in the table, and its path. `{n}` is another channel, model and key each time, common and rare ones;
/// `{time}` a moment between the first request and the last, `{day}` one a day later, `{session}` and `{id}` those of a request;
/// `{first}` is when the first request was, `{week}` a week before the last.
pub const CALLS: &[(&str, &str)] = &[
    ("newest 50", "/requests"),
    ("newest 500", "/requests?limit=500"),
    ("50 before a time", "/requests?to={time}"),
    ("a day", "/requests?from={time}&to={day}"),
    ("a channel", "/requests?channel=channel-{n}"),
    ("a model", "/requests?model=model-{n}"),
    ("an alias", "/requests?model=smart&to={time}"),
    ("a key", "/requests?key=key-0{n}"),
    ("a key before a time", "/requests?key=key-0{n}&to={time}"),
    ("status 200", "/requests?status=200&to={time}"),
    ("status 429", "/requests?status=429&to={time}"),
    ("status 529", "/requests?status=529"),
    ("a status nobody got", "/requests?status=418"),
    ("outcome success", "/requests?outcome=success"),
    ("outcome truncated", "/requests?outcome=truncated&to={time}"),
    (
        "outcome malformed (1 of 33000)",
        "/requests?outcome=malformed",
    ),
    (
        "outcome unauthorized (none)",
        "/requests?outcome=unauthorized",
    ),
    ("a session", "/requests?session={session}"),
    ("a session nobody has", "/requests?session=nobody"),
    ("a channel nobody has", "/requests?channel=nobody"),
    (
        "channel and model",
        "/requests?channel=channel-{n}&model=model-{n}",
    ),
    (
        "channel and key",
        "/requests?channel=channel-03&key=key-0{n}&to={time}",
    ),
    (
        "key and outcome",
        "/requests?key=key-0{n}&outcome=rate_limited",
    ),
    (
        "model, key and status",
        "/requests?model=model-{n}&key=key-0{n}&status=502&to={time}",
    ),
    (
        "everything at once",
        "/requests?channel=channel-{n}&model=model-{n}&key=key-0{n}&status=400&outcome=client_error&from={time}",
    ),
    (
        "two that are common, never together",
        "/requests?channel=channel-01&model=model-02&to={time}",
    ),
    ("one request", "/requests/{id}"),
    ("audit", "/audit"),
    ("keys with what they spent", "/keys"),
    ("summary of a day", "/analytics/summary"),
    ("summary of a week", "/analytics/summary?from={week}"),
    ("summary of everything", "/analytics/summary?from={first}"),
    (
        "summary of a key",
        "/analytics/summary?from={first}&key=key-0{n}",
    ),
    (
        "summary of a channel's model",
        "/analytics/summary?from={first}&channel=channel-{n}&model=model-{n}",
    ),
    (
        "a day by the hour",
        "/analytics/series?bucket=hour&from={time}&to={day}",
    ),
    (
        "a week by the hour",
        "/analytics/series?bucket=hour&from={week}",
    ),
    (
        "everything by the day",
        "/analytics/series?bucket=day&from={first}",
    ),
    (
        "everything by the day, a line a channel",
        "/analytics/series?bucket=day&from={first}&group_by=channel",
    ),
    (
        "everything by the day, a line a model",
        "/analytics/series?bucket=day&from={first}&group_by=model",
    ),
    (
        "everything by the day, a line a key",
        "/analytics/series?bucket=day&from={first}&group_by=key",
    ),
    (
        "a week by the hour, a line a model",
        "/analytics/series?bucket=hour&from={week}&group_by=model",
    ),
    (
        "everything by channel",
        "/analytics/breakdown?from={first}&group_by=channel",
    ),
    (
        "everything by model",
        "/analytics/breakdown?from={first}&group_by=model",
    ),
    (
        "everything by key",
        "/analytics/breakdown?from={first}&group_by=key&limit=1000",
    ),
    (
        "a week by key",
        "/analytics/breakdown?from={week}&group_by=key",
    ),
    (
        "everything of a channel by model",
        "/analytics/breakdown?from={first}&group_by=model&channel=channel-{n}",
    ),
    ("alerts", "/alerts"),
    ("prices", "/prices"),
    ("status", "/status"),
];
