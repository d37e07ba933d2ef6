//! The part of an address behind the question mark.

/// `path` with those that have a value.
pub fn with_query<'a>(
    path: &str,
    pairs: impl IntoIterator<Item = (&'a str, Option<String>)>,
) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            query.append_pair(name, &value);
        }
    }
    let query = query.finish();
    if query.is_empty() {
        return path.to_owned();
    }
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_value_is_left_out_and_the_rest_is_escaped() {
        let pairs = [
            ("model", Some("a b&c".to_owned())),
            ("outcome", None),
            ("key", Some(String::new())),
        ];
        assert_eq!(with_query("/requests", pairs), "/requests?model=a+b%26c");
        assert_eq!(with_query("/requests", []), "/requests");
    }
}
