//! The names under which providers and routers offer one and the same model.

/// The names to look for, in this order: the name itself, then without the date or number of its version, then both
/// without the provider before it.
pub(super) fn candidates(model: &str) -> [&str; 4] {
    let bare = bare(model);
    [model, without_version(model), bare, without_version(bare)]
}

/// Without the provider: `anthropic/claude-opus-5-5`.
pub(super) fn bare(model: &str) -> &str {
    let parts = model.rsplit_once('/');
    parts.map_or(model, |(_provider, name)| name)
}

/// `gpt-4o-2024-11-20`, `claude-haiku-4-5-20251001`, `claude-haiku-4-5@20251001` and `gemini-2.0-flash-001` without what
/// tells one version of the model from another.
fn without_version(model: &str) -> &str {
    let digits = |text: &str, count: usize| {
        text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if let Some((name, version)) = model.rsplit_once(['-', '@']) {
        if digits(version, 8) || digits(version, 3) {
            return name;
        }
        let parts: Vec<&str> = model.rsplitn(4, '-').collect();
        if let [day, month, year, name] = parts[..]
            && digits(day, 2)
            && digits(month, 2)
            && digits(year, 4)
        {
            return name;
        }
    }
    model
}
