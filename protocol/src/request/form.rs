//! The few fields of a `multipart/form-data` body that routing needs. Files are stepped over, never copied.

use std::ops::Range;

use memchr::memmem;

use crate::estimate;

/// What a form says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// Where the value of the field `model` stands in the body.
    pub model: Option<Range<usize>>,
    pub stream: bool,
    /// Input tokens, estimated.
    pub tokens: u64,
}

/// The boundary of a form's content type. `None` when it is another type.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    parameter(parameters, "boundary").filter(|boundary| !boundary.is_empty())
}

/// Steps from part to part.
pub(super) fn read(body: &[u8], boundary: &str) -> Result<Form, &'static str> {
    let delimiter = format!("\r\n--{boundary}");
    let finder = memmem::Finder::new(&delimiter);
    let opening = &delimiter[2..];
    let mut at = if body.starts_with(opening.as_bytes()) {
        opening.len()
    } else {
        // A preamble before the first part is legal.
        finder
            .find(body)
            .ok_or("its boundary does not occur in the body")?
            + delimiter.len()
    };
    let mut form = Form::default();
    let mut units = 0_u64;
    while !body[at..].starts_with(b"--") {
        let head =
            memmem::find(&body[at..], b"\r\n\r\n").ok_or("a part has no end of its header")?;
        let start = at + head + 4;
        let length = finder
            .find(&body[start..])
            .ok_or("a part does not end with the boundary")?;
        let value = start..start + length;
        let part = Part::read(&body[at..at + head]);
        at = value.end + delimiter.len();
        match part {
            Part::Field("model") if form.model.is_some() => {
                return Err("the field `model` occurs twice");
            }
            Part::Field("model") => form.model = Some(value),
            Part::Field("stream") => form.stream = body[value] == *b"true",
            Part::Field(_) => units = units.saturating_add(estimate::text_units(&body[value])),
            Part::File => form.tokens = form.tokens.saturating_add(estimate::file_tokens()),
        }
    }
    form.tokens = form.tokens.saturating_add(estimate::tokens(units));
    Ok(form)
}

enum Part<'a> {
    Field(&'a str),
    File,
}

impl<'a> Part<'a> {
    fn read(head: &'a [u8]) -> Self {
        let disposition = std::str::from_utf8(head)
            .unwrap_or_default()
            .split("\r\n")
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"))
            .map_or("", |(_, value)| value);
        if parameter(disposition, "filename").is_some() {
            return Self::File;
        }
        Self::Field(parameter(disposition, "name").unwrap_or_default())
    }
}

/// The value of `name=value` or `name="value"` among parameters separated by semicolons.
fn parameter<'a>(parameters: &'a str, name: &str) -> Option<&'a str> {
    parameters
        .split(';')
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FORM: &str = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a;name=model.mp3\"\r\n\
        Content-Type: audio/mpeg\r\n\r\nname=\"model\"\r\n-binary\r\n--XX\r\n\
        content-disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--XX\r\n\
        Content-Disposition: form-data; name=stream\r\n\r\ntrue\r\n--XX--\r\n";

    #[test]
    fn fields_are_found_beside_files() {
        let form = read(FORM.as_bytes(), "XX").unwrap();
        assert_eq!(&FORM[form.model.unwrap()], "whisper-1");
        assert!(form.stream);
        assert!(form.tokens > 0);
    }

    #[test]
    fn two_models_are_refused() {
        let twice = FORM.replace("name=stream", "name=model");
        assert_eq!(
            read(twice.as_bytes(), "XX"),
            Err("the field `model` occurs twice")
        );
    }

    #[test]
    fn a_cut_form_is_refused_wherever_it_was_cut() {
        let end = FORM.len() - "--\r\n".len();
        for length in 0..end {
            assert!(
                read(&FORM.as_bytes()[..length], "XX").is_err(),
                "cut at {length}"
            );
        }
    }

    #[test]
    fn only_forms_have_a_boundary() {
        assert_eq!(
            boundary("multipart/form-data; boundary=\"a b\""),
            Some("a b")
        );
        assert_eq!(
            boundary("Multipart/Form-Data; charset=x; Boundary=ab"),
            Some("ab")
        );
        assert_eq!(boundary("application/json; boundary=ab"), None);
        assert_eq!(boundary("multipart/form-data"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(body: Vec<u8>, boundary in "[A-Z]{0,3}") {
            let _ = read(&body, &boundary);
            let mut framed = format!("--{boundary}\r\n").into_bytes();
            framed.extend(&body);
            framed.extend(format!("\r\n--{boundary}").bytes());
            let _ = read(&framed, &boundary);
        }
    }
}
