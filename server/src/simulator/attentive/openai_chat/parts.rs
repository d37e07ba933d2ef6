//! The rules for one part of a message.

use super::{
    super::{asked::Said, media, openai::bad},
    Failure,
    wire::{File, Part},
};

/// `place`: where the part is, such as `messages[0].content[1]`.
pub(super) fn of_user(place: &str, part: Part) -> Result<Said, Failure> {
    Ok(match part {
        Part::Text { text, .. } => Said::Text(text),
        Part::ImageUrl { image_url, .. } => Said::Media(image(place, &image_url.url)?),
        Part::InputAudio { input_audio } => {
            let media_type = format!("audio/{}", input_audio.format);
            let heard = media::data(&media_type, &input_audio.data);
            Said::Media(heard.ok_or_else(|| {
                bad(
                    format!("{place}.input_audio.data"),
                    "Invalid 'input_audio.data': expected base64.",
                )
            })?)
        }
        Part::File { file, .. } => Said::Media(document(place, &file)?),
        Part::Refusal { .. } => return Err(not_for(place, "refusal", "user")),
    })
}

/// For every role that has nothing but text.
pub(super) fn text(place: &str, role: &str, part: Part) -> Result<String, Failure> {
    match part {
        Part::Text { text, .. } => Ok(text),
        Part::Refusal { refusal } if role == "assistant" => Ok(refusal),
        Part::Refusal { .. } => Err(not_for(place, "refusal", role)),
        Part::ImageUrl { .. } => Err(not_for(place, "image_url", role)),
        Part::InputAudio { .. } => Err(not_for(place, "input_audio", role)),
        Part::File { .. } => Err(not_for(place, "file", role)),
    }
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
        bad(
            format!("{place}.image_url.url"),
            format!(
                "Invalid '{place}.image_url.url'. Expected a URL or a base64-encoded data URL with an image MIME type."
            ),
        )
    })
}

fn document(place: &str, file: &File) -> Result<String, Failure> {
    let param = format!("{place}.file.file_data");
    match (&file.file_data, &file.file_id) {
        (Some(data), None) => {
            if file.filename.is_none() {
                let param = format!("{place}.file.filename");
                return Err(bad(
                    &param,
                    format!("Missing required parameter: '{param}'."),
                ));
            }
            let read = media::data_url(data)
                .filter(|(media_type, _)| media_type.contains('/'))
                .and_then(|(media_type, base64)| media::data(media_type, base64));
            read.ok_or_else(|| {
                bad(
                    &param,
                    format!(
                        "Invalid '{param}'. Expected a base64-encoded data URL with a MIME type (e.g. \
                         'data:application/pdf;base64,…')."
                    ),
                )
            })
        }
        (None, Some(id)) => Ok(format!("file {id}")),
        _ => Err(bad(
            &param,
            format!("Missing required parameter: one of '{param}' and '{place}.file.file_id'."),
        )),
    }
}

fn not_for(place: &str, kind: &str, role: &str) -> Failure {
    bad(
        place,
        format!("Invalid value: '{kind}'. Messages of the role '{role}' cannot have such parts."),
    )
}
