//! What a translation leaves behind.

use serde_json::Value;

use crate::hub::Extras;

/// Names of members that could not be carried, each once, in the order in which they were met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dropped(Vec<String>);

/// More names than this are not listed.
const MOST: usize = 32;

impl Dropped {
    /// Notes a member by its name in the client's dialect, without indexes: `top_k`, `messages.cache_control`.
    pub fn note(&mut self, name: impl AsRef<str>) {
        let name = name.as_ref();
        if self.0.len() < MOST && self.0.iter().all(|known| known != name) {
            self.0.push(name.to_owned());
        }
    }

    /// Notes a member when it is there.
    pub fn note_if(&mut self, there: bool, name: impl AsRef<str>) {
        if there {
            self.note(name);
        }
    }

    /// Notes all members that only their own dialect knows. `at`: `""` for the request, `"messages"` for those of messages.
    pub fn note_extras(&mut self, at: &str, extras: &Extras) {
        for (name, value) in extras {
            self.note_extra(at, name, value);
        }
    }

    /// Notes one of them. A name that begins with `=` is no member: it keeps how the dialect wrote something that the hub
    /// does have. What is empty or off says nothing. Which id and status its own dialect gave a message is no loss
    /// elsewhere.
    pub fn note_extra(&mut self, at: &str, name: &str, value: &Value) {
        let says_nothing = match value {
            Value::Null | Value::Bool(false) => true,
            Value::Array(list) => list.is_empty(),
            Value::Object(object) => object.is_empty(),
            _ => false,
        };
        if says_nothing || name.starts_with('=') {
            return;
        }
        if at.is_empty() {
            self.note(name);
        } else if !matches!(name, "id" | "status" | "type") {
            self.note(format!("{at}.{name}"));
        }
    }

    pub fn names(&self) -> &[String] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of `x-routex-dropped`: names that a header can carry, separated by commas.
    pub fn header(&self) -> String {
        let plain = |name: &&String| {
            !name.is_empty()
                && name.len() <= 64
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
        };
        let names: Vec<&str> = self.0.iter().filter(plain).map(String::as_str).collect();
        names.join(", ")
    }
}
