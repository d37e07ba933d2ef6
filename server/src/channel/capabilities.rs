//! An operator's corrections of what models can do. Pure.

use routex_entity::api::Capabilities;

use crate::{protocol::codec::Features, upstream::pattern};

/// What a model can do, by what is known of it and what the operator says of all patterns that its name matches. The name
/// itself and longer patterns overrule shorter ones.
pub fn corrected(capabilities: &Capabilities, model: &str, known: Features) -> Features {
    if capabilities.is_empty() {
        return known;
    }
    let mut fitting: Vec<_> = capabilities
        .iter()
        .filter(|(pattern, _)| pattern::matches(pattern, model))
        .collect();
    fitting.sort_by_key(|(pattern, _)| (!pattern.contains('*'), pattern.len()));
    let corrections = fitting.into_iter().flat_map(|(_, corrections)| corrections);
    corrections.fold(known, |features, (feature, can)| match can {
        true => features.with(*feature),
        false => features.without(*feature),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use routex_entity::Feature::{self, Audio, Images, Tools};

    use super::*;

    fn capabilities(said: &[(&str, &[(Feature, bool)])]) -> Capabilities {
        said.iter()
            .map(|(pattern, said)| ((*pattern).to_owned(), said.iter().copied().collect()))
            .collect::<BTreeMap<_, _>>()
    }

    #[test]
    fn the_name_overrules_patterns_and_longer_patterns_shorter_ones() {
        let said = capabilities(&[
            ("*", &[(Images, false), (Tools, false)]),
            ("llama-*", &[(Images, true), (Audio, false)]),
            ("llama-4", &[(Audio, true)]),
            ("*llama-4*", &[(Audio, false)]),
        ]);
        let known = Features::all();

        let of = |model: &str| corrected(&said, model, known);

        assert_eq!(of("gpt"), known.without(Images).without(Tools));
        assert_eq!(of("Llama-3"), known.without(Tools).without(Audio));
        assert_eq!(of("llama-4"), known.without(Tools));
        assert_eq!(corrected(&Capabilities::new(), "gpt", known), known);
    }
}
