//! Responses that Routex keeps itself, since the provider that served them knows nothing of them: what is kept of one, how
//! the next request goes on from it, and what a client gets to see of it.
//!
//! Everything here is JSON of the Responses dialect. Items stay the bytes that they were.

mod expand;
mod page;
mod portable;
mod references;

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

pub use expand::{NoObject, expand};
pub use page::{BadPage, PageQuery, page};
pub use portable::portable;
pub use references::{NoItem, Recalled, References};

use crate::session::Session;

/// What is kept of a response.
#[derive(Debug, Deserialize, Serialize)]
pub struct KeptResponse<'a> {
    /// The conversation that its request belonged to.
    session: Option<String>,
    /// Everything that the model was given, from the conversation's beginning on.
    #[serde(borrow)]
    input: Vec<&'a RawValue>,
    /// The response object, with the items that the model answered.
    #[serde(borrow)]
    response: &'a RawValue,
}

/// Why a response is not kept.
#[derive(Debug, thiserror::Error)]
#[error("cannot keep a response: {0}")]
pub struct Unkeepable(#[from] serde_json::Error);

/// The bytes to keep of a response. `body`: its request, as it went to translation; `response`: the response object.
pub fn keep(session: Option<&str>, body: &[u8], response: &[u8]) -> Result<Vec<u8>, Unkeepable> {
    #[derive(Deserialize)]
    struct Request<'a> {
        #[serde(borrow, default)]
        input: Option<&'a RawValue>,
    }
    let request: Request<'_> = serde_json::from_slice(body)?;
    let spoken;
    let input = match request.input {
        Some(input) if input.get().starts_with('"') => {
            spoken = message(input)?;
            vec![&*spoken]
        }
        Some(input) if input.get().starts_with('[') => serde_json::from_str(input.get())?,
        _ => Vec::new(),
    };
    let kept = KeptResponse {
        session: session.map(str::to_owned),
        input,
        response: serde_json::from_slice(response)?,
    };
    Ok(serde_json::to_vec(&kept)?)
}

impl<'a> KeptResponse<'a> {
    /// Reads what [`keep`] made.
    pub fn read(kept: &'a [u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(kept)
    }

    /// The conversation, which every later turn belongs to as well.
    pub fn session(&self) -> Option<Session> {
        self.session.as_deref().map(Session::soft)
    }

    /// What was given to the model.
    pub fn input(&self) -> &[&'a RawValue] {
        &self.input
    }

    /// The response object.
    pub fn response(&self) -> &'a str {
        self.response.get()
    }

    /// What the model answered.
    fn output(&self) -> Result<Vec<&'a RawValue>, serde_json::Error> {
        #[derive(Deserialize)]
        struct Object<'a> {
            #[serde(borrow, default)]
            output: Vec<&'a RawValue>,
        }
        let object: Object<'a> = serde_json::from_str(self.response.get())?;
        Ok(object.output)
    }
}

/// Input that is only a text, as the item that it is short for.
fn message(text: &RawValue) -> Result<Box<RawValue>, serde_json::Error> {
    #[derive(Serialize)]
    struct Message<'a> {
        r#type: &'static str,
        role: &'static str,
        content: &'a RawValue,
    }
    to_raw_value(&Message {
        r#type: "message",
        role: "user",
        content: text,
    })
}

#[cfg(test)]
mod tests;
