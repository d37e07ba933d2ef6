//! Which conversation a request belongs to.

/// A conversation as the client identifies it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Session {
    /// The client's own id, or a hash of the conversation's beginning (`sha256:…`). At most 128 bytes.
    pub id: String,
    pub kind: SessionKind,
}

/// How binding the identity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionKind {
    /// State lives on one account: only that place can serve.
    Hard,
    /// Stay where the conversation is, move when its place dies.
    Soft,
    /// A conversation known only by its beginning, on its first turn: placed freely, remembered for the next turn.
    FirstTurn,
}
