//! The rules for one part of a message.

use super::{
    super::{asked::Said, media, openai::bad},
    Failure,
    wire::{Part, Role},
};

/// `place`: where the part is, such as `input[0].content[1]`.
pub(super) fn said(role: Role, place: &str, part: Part) -> Result<Said, Failure> {
    let by_model = matches!(part, Part::OutputText { .. } | Part::Refusal { .. });
    if by_model != (role == Role::Assistant) {
        let kind = match part {
            Part::InputText { .. } => "input_text",
            Part::InputImage { .. } => "input_image",
            Part::InputFile { .. } => "input_file",
            Part::OutputText { .. } => "output_text",
            Part::Refusal { .. } => "refusal",
        };
        let supported = if by_model {
            "'input_text', 'input_image' and 'input_file'"
        } else {
            "'output_text' and 'refusal'"
        };
        return Err(bad(
            place,
            format!("Invalid value: '{kind}'. Supported values are: {supported}."),
        ));
    }
    of_any(place, part)
}

/// Of a message or of a tool's result.
pub(super) fn of_any(place: &str, part: Part) -> Result<Said, Failure> {
    Ok(match part {
        Part::InputText { text, .. } | Part::OutputText { text, .. } => Said::Text(text),
        Part::Refusal { refusal } => Said::Text(refusal),
        Part::InputImage {
            image_url: Some(url),
            file_id: None,
            ..
        } => Said::Media(image(place, &url)?),
        Part::InputImage {
            image_url: None,
            file_id: Some(id),
            ..
        } => Said::Media(format!("file {id}")),
        Part::InputImage { .. } => {
            return Err(bad(
                place,
                format!(
                    "Missing required parameter: one of '{place}.image_url' and '{place}.file_id'."
                ),
            ));
        }
        Part::InputFile {
            file_data: Some(data),
            file_url: None,
            file_id: None,
            filename,
            ..
        } => Said::Media(document(place, &data, filename.as_deref())?),
        Part::InputFile {
            file_data: None,
            file_url: Some(url),
            file_id: None,
            ..
        } => {
            let read = media::url("document", &url);
            Said::Media(read.ok_or_else(|| invalid(&format!("{place}.file_url"), "a URL"))?)
        }
        Part::InputFile {
            file_data: None,
            file_url: None,
            file_id: Some(id),
            ..
        } => Said::Media(format!("file {id}")),
        Part::InputFile { .. } => {
            return Err(bad(
                place,
                format!(
                    "Missing required parameter: exactly one of '{place}.file_data', '{place}.file_url' and '{place}.file_id'."
                ),
            ));
        }
    })
}

fn image(place: &str, url: &str) -> Result<String, Failure> {
    let seen = match media::data_url(url) {
        Some((media_type, base64)) if media_type.starts_with("image/") => {
            media::data(media_type, base64)
        }
        Some(_) => None,
        None => media::url("image", url),
    };
    seen.ok_or_else(|| {
        invalid(
            &format!("{place}.image_url"),
            "a URL or a base64-encoded data URL with an image MIME type",
        )
    })
}

fn document(place: &str, data: &str, filename: Option<&str>) -> Result<String, Failure> {
    if filename.is_none() {
        let param = format!("{place}.filename");
        return Err(bad(
            &param,
            format!("Missing required parameter: '{param}'."),
        ));
    }
    let read = media::data_url(data)
        .filter(|(media_type, _)| media_type.contains('/'))
        .and_then(|(media_type, base64)| media::data(media_type, base64));
    read.ok_or_else(|| {
        invalid(
            &format!("{place}.file_data"),
            "a base64-encoded data URL with a MIME type",
        )
    })
}

fn invalid(param: &str, expected: &str) -> Failure {
    bad(param, format!("Invalid '{param}'. Expected {expected}."))
}
