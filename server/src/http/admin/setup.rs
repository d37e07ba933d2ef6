//! `/setup`: what is open before anybody may operate Routex, and only until then.

mod complete;
mod show;
mod test_channel;

pub use complete::complete;
pub use show::show;
pub use test_channel::test_channel;
pub(in crate::http) use {
    complete::__path_complete, show::__path_show, test_channel::__path_test_channel,
};

use actix_web::HttpRequest;
use serde_json::Value;

use super::Admin;
use crate::{
    http::{
        peer,
        problem::{Code, Problem},
    },
    operator::{
        SetupRefused,
        setup::{self, SetupError},
    },
};

/// Lets in whoever sends what the console showed, while the setup is not completed. It is looked at before anything else
/// of the body, so that nobody else learns what would be right.
async fn admit(request: &HttpRequest, admin: &Admin, body: &Value) -> Result<(), Problem> {
    if setup::state(admin.inventory.store()).await?.completed {
        return Err(SetupError::Completed.into());
    }
    let sent = body.get("setup_token").and_then(Value::as_str);
    admin
        .entrance
        .check_setup_token(sent.unwrap_or_default(), peer::address(request))
        .map_err(|refused| match refused {
            SetupRefused::Throttled(wait) => Problem::throttled(wait),
            SetupRefused::WrongToken => Problem::new(
                Code::Forbidden,
                "setup_token is not the one that Routex showed on its console at this start",
            ),
        })
}

impl From<SetupError> for Problem {
    fn from(error: SetupError) -> Self {
        let detail = error.to_string();
        match error {
            SetupError::Completed => Self::new(Code::SetupCompleted, detail),
            SetupError::NoChannel => Self::field("channel", "is missing: there is no channel yet"),
            SetupError::ChannelTaken(_) => Self::new(Code::Conflict, detail),
            error => anyhow::Error::from(error).into(),
        }
    }
}
