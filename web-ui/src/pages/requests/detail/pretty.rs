//! JSON with line breaks. Names keep their order and numbers their digits, which they would not if it were read and written
//! again. Pure.

use serde::de::IgnoredAny;

const INDENT: &str = "  ";

/// `None`: it is no JSON, or nothing to break.
pub fn json(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.starts_with(['{', '[']) || serde_json::from_str::<IgnoredAny>(text).is_err() {
        return None;
    }
    let mut out = String::with_capacity(text.len() * 2);
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if quoted {
            out.push(letter);
            quoted = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
            continue;
        }
        match letter {
            ' ' | '\t' | '\r' | '\n' => {}
            '"' => {
                quoted = true;
                out.push(letter);
            }
            '{' | '[' => {
                out.push(letter);
                while letters.next_if(|next| next.is_whitespace()).is_some() {}
                if let Some(end) = letters.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(end);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(letter);
            }
            ',' => {
                out.push(letter);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            other => out.push(other),
        }
    }
    Some(out)
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(INDENT, depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_digits_stay() {
        let text = r#"{"z":1.50,"a":[ ],"b":{},"c":[1,{"d":"e, \"f\": {g}\\"}]}"#;
        let expected = r#"{
  "z": 1.50,
  "a": [],
  "b": {},
  "c": [
    1,
    {
      "d": "e, \"f\": {g}\\"
    }
  ]
}"#;
        assert_eq!(json(text).as_deref(), Some(expected));
        assert_eq!(json(expected).as_deref(), Some(expected));
    }

    #[test]
    fn what_is_no_json_is_left_alone() {
        for text in [
            "",
            "event: x\ndata: {}",
            "{\"cut\": ",
            "12",
            "[image: 3 bytes]",
        ] {
            assert_eq!(json(text), None, "{text}");
        }
    }
}
