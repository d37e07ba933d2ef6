//! When an alias is served by another model.

/// What makes a request go on with the fallback model of its alias.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FallbackCause {
    /// The request does not fit the model's context.
    ContextLength,
    /// No target of the alias can serve now.
    Unavailable,
}

super::names!("fallback cause", FallbackCause {
    ContextLength => "context_length",
    Unavailable => "unavailable",
});
