//! Who may operate Routex: users with passwords, their browsers' sessions, tokens of automation, and the setup before
//! there is any of them.
//!
//! There is no other way in. Without a user and without a token, nobody is let in; the setup, which needs what the
//! console showed, makes the first user and shuts the door behind itself.

pub mod declared;
pub mod oidc;
pub mod password;
pub mod session;
pub mod setup;
pub mod throttle;

mod attempts;
mod entrance;

pub use entrance::{Entrance, SetupRefused};
