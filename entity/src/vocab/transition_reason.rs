//! Why a channel or a credential went from one state to another.

/// A cause, as it is kept in the history of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransitionReason {
    /// Too much went wrong: the breaker opened.
    BreakerOpen,
    /// The pause is over and one probe is on its way.
    Probing,
    /// The provider asked to wait.
    CoolingDown,
    /// The provider refuses every credential.
    CredentialsSuspended,
    /// The provider rejected this credential.
    Unauthorized,
    /// The provider takes the tokens of this credential no more: somebody has to sign in.
    NeedsSignIn,
    /// This credential has no money left.
    QuotaExhausted,
    /// A request went well, or the wait is over.
    Serving,
    /// An operator switched it on.
    Enabled,
    /// An operator switched it off.
    Disabled,
    /// An operator changed it, such as a credential's secret.
    Configured,
    /// An operator ended its pauses.
    Reset,
    /// Routex was started anew, and begins with trust.
    Started,
}

super::names!("reason of a change of state", TransitionReason {
    BreakerOpen => "breaker_open",
    Probing => "probing",
    CoolingDown => "cooling_down",
    CredentialsSuspended => "credentials_suspended",
    Unauthorized => "unauthorized",
    NeedsSignIn => "needs_sign_in",
    QuotaExhausted => "quota_exhausted",
    Serving => "serving",
    Enabled => "enabled",
    Disabled => "disabled",
    Configured => "configured",
    Reset => "reset",
    Started => "started",
});
