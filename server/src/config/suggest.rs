//! Did you mean …?

/// ` (did you mean "…"?)` when one of the names is close to what was given, else nothing.
pub(super) fn did_you_mean<'n>(given: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    // A third of the letters may be wrong; below three letters everything is close to everything.
    let allowed = given.chars().count() / 3;
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(given, name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| format!(" (did you mean \"{name}\"?)"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn only_close_names_are_offered() {
        let names = ["port", "host", "workers"];

        assert_eq!(did_you_mean("prot", names), " (did you mean \"port\"?)");
        assert_eq!(
            did_you_mean("worker", names),
            " (did you mean \"workers\"?)"
        );
        assert_eq!(did_you_mean("database", names), "");
        assert_eq!(did_you_mean("b", ["a"]), "");
    }
}
