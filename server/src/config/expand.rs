//! `${NAME}` in a text reads the environment; `$${` is a literal `${`.

use super::Environment;

/// A text with its variables put in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Expanded {
    pub text: String,
    /// Names of the variables that were read, in order.
    pub variables: Vec<String>,
}

/// Puts variables in, or says everything that hinders it. What a variable holds is not expanded again.
pub(super) fn expand(text: &str, env: &Environment) -> Result<Expanded, Vec<String>> {
    let mut expanded = Expanded {
        text: String::with_capacity(text.len()),
        variables: Vec::new(),
    };
    let mut problems = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, from_marker) = rest.split_at(at);
        let after = &from_marker[2..];
        if let Some(before) = before.strip_suffix('$') {
            expanded.text.push_str(before);
            expanded.text.push_str("${");
            rest = after;
            continue;
        }
        expanded.text.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            problems
                .push("\"${\" has no closing \"}\"; write \"$${\" for a literal one".to_owned());
            rest = "";
            break;
        };
        rest = tail;
        if !is_variable_name(name) {
            problems.push(format!(
                "\"${{{name}}}\" does not name an environment variable: letters, digits and \"_\" only; \
                 write \"$${{\" for a literal \"${{\""
            ));
        } else if let Some(value) = env.get(name) {
            expanded.text.push_str(value);
            expanded.variables.push(name.to_owned());
        } else {
            problems.push(format!(
                "environment variable {name} is not set; set it, or write the value here instead of \"${{{name}}}\""
            ));
        }
    }
    expanded.text.push_str(rest);
    if problems.is_empty() {
        Ok(expanded)
    } else {
        Err(problems)
    }
}

fn is_variable_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn env() -> Environment {
        [("A", "one"), ("B_2", "${A}"), ("EMPTY", "")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    }

    #[test]
    fn variables_and_escapes() {
        for (text, expected) in [
            ("plain $ text }", "plain $ text }"),
            ("${A}", "one"),
            ("x${A}y${A}", "xoneyone"),
            ("${B_2}", "${A}"),
            ("${EMPTY}", ""),
            ("$${A}", "${A}"),
            ("$${A} ${A}", "${A} one"),
            ("${A}$", "one$"),
        ] {
            assert_eq!(expand(text, &env()).unwrap().text, expected, "{text}");
        }
    }

    #[test]
    fn every_hindrance_is_told() {
        let problems = expand("${NOPE} ${A:-x} ${A} ${", &env()).unwrap_err();

        assert_eq!(problems.len(), 3);
        assert!(problems[0].contains("NOPE is not set"));
        assert!(problems[1].contains("does not name"));
        assert!(problems[2].contains("no closing"));
    }

    proptest! {
        #[test]
        fn a_text_without_markers_is_left_alone(text in "[^$]*") {
            prop_assert_eq!(expand(&text, &env()).unwrap().text, text);
        }

        #[test]
        fn an_escaped_text_comes_back_as_it_was(text in "([a-zA{}]|\\$\\{){0,20}") {
            let escaped = text.replace("${", "$${");
            prop_assert_eq!(expand(&escaped, &env()).unwrap().text, text);
        }
    }
}
