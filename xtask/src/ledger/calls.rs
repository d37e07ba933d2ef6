//! What is asked: every list, filter and chart of the admin API.

/// What a call is named in the table, and its path. `{n}` is another channel, model and key each time, common and rare ones;
/// `{time}` a moment between the first request and the last, `{day}` one a day later, `{session}` and `{id}` those of a request.
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
];
