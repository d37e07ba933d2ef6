//! Server-sent events as a client reads them.

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub name: Option<String>,
    pub data: String,
}

impl Event {
    /// Its data as JSON; `Null` when it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.data).unwrap_or_default()
    }
}

/// The events of a body. Comments (keep-alives) are left out.
pub fn events(body: &[u8]) -> Vec<Event> {
    let text = String::from_utf8_lossy(body).replace("\r\n", "\n");
    text.split("\n\n").filter_map(event).collect()
}

/// The comments of a body, without the colon.
pub fn comments(body: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(body);
    let comments = text.lines().filter_map(|line| line.strip_prefix(':'));
    comments.map(|comment| comment.trim().to_owned()).collect()
}

fn event(block: &str) -> Option<Event> {
    let field = |name: &'static str| {
        block
            .lines()
            .filter_map(move |line| line.strip_prefix(name)?.strip_prefix(':'))
            .map(str::trim_start)
    };
    let data: Vec<&str> = field("data").collect();
    if data.is_empty() {
        return None;
    }
    Some(Event {
        name: field("event").next().map(str::to_owned),
        data: data.join("\n"),
    })
}
