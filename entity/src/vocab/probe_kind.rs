//! How channels are asked for their health, apart from requests.

/// A kind of probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ProbeKind {
    /// Requests alone tell.
    #[default]
    Off,
    /// Asks for the list of models, which costs nothing.
    Models,
    /// A request for a few tokens, which costs.
    Request,
}

super::names!("kind of probe", ProbeKind {
    Off => "off",
    Models => "models",
    Request => "request",
});
