//! Where members that the hub has no name for are kept: under their whole path from the request's root, with dots.

use serde_json::Value;

use crate::hub::Extras;

/// How a schema was written by the client, when not as JSON Schema. The mark before it says that it is not left behind
/// in other dialects.
pub(super) use crate::codec::mark::RESPONSE_SCHEMA;
pub(super) const PARAMETERS: &str = "=parameters";

/// Keeps the leftovers of an object inside the request.
pub(super) fn keep(extras: &mut Extras, path: &str, leftovers: Extras) {
    for (name, value) in leftovers {
        extras.insert(format!("{path}.{name}"), value);
    }
}

/// Those of an object inside the request, by their names in it.
pub(super) fn of(extras: &Extras, path: &str) -> Extras {
    let inside = |name: &str| {
        let rest = name.strip_prefix(path)?.strip_prefix('.')?;
        (!rest.contains('.')).then(|| rest.to_owned())
    };
    extras
        .iter()
        .filter_map(|(name, value)| Some((inside(name)?, value.clone())))
        .collect()
}

/// Those of the object itself.
pub(super) fn own(extras: &Extras) -> Extras {
    extras
        .iter()
        .filter(|(name, _)| !name.contains('.') && !name.starts_with('='))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Whether the request asks for something else than text.
pub(super) fn wants_other_than_text(extras: &Extras) -> bool {
    let modalities = extras.get("generationConfig.responseModalities");
    modalities.and_then(Value::as_array).is_some_and(|list| {
        let is_text = |kind: &Value| {
            kind.as_str()
                .is_some_and(|kind| kind.eq_ignore_ascii_case("text"))
        };
        !list.iter().all(is_text)
    })
}
