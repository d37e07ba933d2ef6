//! The security checklist, a test a line. Whatever proves line NN has a name that begins with `line_NN_`; here is where:
//!
//! | line | what it is about | tests |
//! | --- | --- | --- |
//! | 1 | provider secrets at rest | `admin/canary.rs`, `admin/channels/secrets.rs`, `admin/rotation.rs`; `secret/seal.rs`, `inventory/secrecy.rs` of the server |
//! | 2 | client keys | `security/keys.rs` |
//! | 3 | passwords | `admin/session.rs`; `operator/password.rs` of the server |
//! | 4 | sessions | `admin/session.rs`, `admin/setup.rs`, `admin/events.rs`; `operator/session.rs`, `http/cookie.rs` of the server |
//! | 5 | forged calls | `security/state.rs`, `admin/session.rs`; `http/same_site.rs` of the server |
//! | 6 | guessing | `admin/session.rs`; `operator/attempts.rs`, `http/peer.rs` of the server |
//! | 7 | addresses of channels | `admin/channels/secrets.rs`; `upstream/client/tests/connection.rs` of the server |
//! | 8 | a secret is bound to its endpoint | `admin/channels/secrets.rs` |
//! | 9 | headers | `security/headers.rs` |
//! | 10 | bodies | `security/limits.rs`, `hygiene/bodies.rs`, `hygiene/connections.rs` |
//! | 11 | the log | `security/logs.rs` |
//! | 12 | pages | `security/pages.rs`: the reference; `dashboard.rs`: the dashboard, which `tests/browser` looks at too |
//! | 13 | OAuth | `accounts/attacks.rs`, `admin/oidc.rs`; `oauth/claims.rs`, `operator/oidc` of the server |
//! | 14 | money and tokens | `admin/budgets.rs` |
//! | 15 | container | `tests/deploy/test_image.py` |
//! | 16 | closed until the setup | `admin/setup.rs`; `operator/entrance.rs` of the server |
//! | 17 | who may call what | `security/matrix.rs` |
//!
//! `security/classes.rs` is about classes of mistakes that comparable products made.

mod callers;
mod classes;
mod headers;
mod keys;
mod limits;
mod logs;
mod matrix;
mod pages;
mod routes;
mod state;
