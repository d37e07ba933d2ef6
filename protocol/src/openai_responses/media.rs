//! Images, files and sound, as Responses writes them.

use serde_json::{Map, Value, json};

use super::members::{self, Place};
use crate::{
    hub::{Content, Extras, Media, Source},
    request::BadRequest,
};

/// What a file is called when nobody named it: a name is wanted with data.
const NAMELESS: &str = "document";

/// `input_image`, without its type.
pub(super) fn read_image(object: &mut Extras, place: &Place<'_>) -> Result<Content, BadRequest> {
    let detail = members::text(object, "detail", place)?;
    let media = match members::text(object, "image_url", place)? {
        Some(url) => Media::from_url(url),
        None => match members::text(object, "file_id", place)? {
            Some(id) => from_id(id),
            None => return Err(place.bad("needs `image_url` or `file_id`")),
        },
    };
    Ok(Content::Image(Media { detail, ..media }))
}

/// `input_file`, without its type.
pub(super) fn read_file(object: &mut Extras, place: &Place<'_>) -> Result<Content, BadRequest> {
    let detail = members::text(object, "detail", place)?;
    let name = members::text(object, "filename", place)?;
    let media = if let Some(data) = members::text(object, "file_data", place)? {
        from_data(data)
    } else if let Some(url) = members::text(object, "file_url", place)? {
        Media::from_url(url)
    } else if let Some(id) = members::text(object, "file_id", place)? {
        from_id(id)
    } else {
        return Err(place.bad("needs `file_data`, `file_url` or `file_id`"));
    };
    Ok(Content::Document(Media {
        name,
        detail,
        ..media
    }))
}

/// `input_audio`, without its type.
pub(super) fn read_audio(object: &mut Extras, place: &Place<'_>) -> Result<Content, BadRequest> {
    let at = place.member("input_audio");
    let sound = members::take(object, "input_audio").ok_or_else(|| at.bad("is missing"))?;
    let mut sound = members::object(sound, &at)?;
    let data = members::required(&mut sound, "data", &at)?;
    let format = members::required(&mut sound, "format", &at)?;
    Ok(Content::Audio(Media {
        source: Source::Base64(data),
        media_type: Some(format!("audio/{format}")),
        ..Media::default()
    }))
}

/// `None`: there is no way to say it.
pub(super) fn write_image(media: &Media) -> Option<Map<String, Value>> {
    let mut object = of_type("input_image");
    match &media.source {
        Source::Base64(_) | Source::Url(_) => {
            object.insert("image_url".to_owned(), Value::from(media.to_url()));
        }
        Source::File(id) => {
            object.insert("file_id".to_owned(), Value::from(id.as_str()));
        }
        Source::Text(_) => return None,
    }
    if let Some(detail) = &media.detail {
        object.insert("detail".to_owned(), Value::from(detail.as_str()));
    }
    Some(object)
}

/// `own`: it was read from this dialect. Other dialects know titles rather than names of files.
pub(super) fn write_file(media: &Media, own: bool) -> Map<String, Value> {
    let mut object = of_type("input_file");
    let mut name = media.name.clone();
    match &media.source {
        Source::Base64(data) => {
            let url = media.media_type.as_ref().and_then(|_| media.to_url());
            let data = url.unwrap_or_else(|| data.clone());
            object.insert("file_data".to_owned(), Value::from(data));
            if !own {
                name = Some(file_name(media));
            }
        }
        Source::Url(url) => {
            object.insert("file_url".to_owned(), Value::from(url.as_str()));
            name = name.filter(|_| own);
        }
        Source::File(id) => {
            object.insert("file_id".to_owned(), Value::from(id.as_str()));
        }
        Source::Text(text) => {
            object = of_type("input_text");
            let text = match name.take() {
                Some(title) => format!("{title}\n\n{text}"),
                None => text.clone(),
            };
            object.insert("text".to_owned(), Value::from(text));
        }
    }
    for (member, value) in [("filename", name), ("detail", media.detail.clone())] {
        if let Some(value) = value {
            object.insert(member.to_owned(), Value::from(value));
        }
    }
    object
}

/// A name with an ending, by which the provider knows what it is.
fn file_name(media: &Media) -> String {
    let name = media.name.as_deref().unwrap_or(NAMELESS);
    let pdf = media.media_type.as_deref() == Some("application/pdf");
    if pdf && !name.to_ascii_lowercase().ends_with(".pdf") {
        format!("{name}.pdf")
    } else {
        name.to_owned()
    }
}

/// `None`: there is no way to say it.
pub(super) fn write_audio(media: &Media) -> Option<Map<String, Value>> {
    let Source::Base64(data) = &media.source else {
        return None;
    };
    let format = media.media_type.as_deref()?.strip_prefix("audio/")?;
    let mut object = of_type("input_audio");
    object.insert(
        "input_audio".to_owned(),
        json!({"data": data, "format": format}),
    );
    Some(object)
}

fn of_type(name: &str) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("type".to_owned(), Value::from(name));
    object
}

/// Data comes as a `data:` URL or bare; a bare PDF is known by how it begins.
fn from_data(data: String) -> Media {
    let media = Media::from_url(data);
    let Source::Url(data) = media.source else {
        return media;
    };
    let pdf = data.starts_with("JVBERi");
    Media {
        media_type: pdf.then(|| "application/pdf".to_owned()),
        source: Source::Base64(data),
        ..Media::default()
    }
}

fn from_id(id: String) -> Media {
    Media {
        source: Source::File(id),
        ..Media::default()
    }
}
