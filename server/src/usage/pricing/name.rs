//! The names under which providers and routers offer one and the same model.

/// The names to look for, in this order: the name itself, then without the date behind it, then both without the
/// provider before it; last the family, for models of the simulator.
pub(super) fn candidates(model: &str) -> [&str; 5] {
    let bare = model
        .rsplit_once('/')
        .map_or(model, |(_provider, name)| name);
    let family = if bare.starts_with("sim-") {
        SIMULATED
    } else {
        bare
    };
    [model, without_date(model), bare, without_date(bare), family]
}

/// All models of the simulator have one price: their names say how to behave.
const SIMULATED: &str = "sim-*";

/// `gpt-4o-2024-11-20`, `claude-haiku-4-5-20251001` and `claude-haiku-4-5@20251001` without the date.
fn without_date(model: &str) -> &str {
    let digits = |text: &str, count: usize| {
        text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if let Some((name, date)) = model.rsplit_once(['-', '@']) {
        if digits(date, 8) {
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
