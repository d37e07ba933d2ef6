//! The rules for one part.

use serde_json::Value;

use super::{
    super::{asked::Said, media},
    Failure, bad,
    wire::{Blob, FileData, FunctionResponse, Part},
};

/// `place`: where the part is, such as `contents[0].parts[1]`.
pub(super) fn said(place: &str, part: Part) -> Result<Vec<Said>, Failure> {
    let data = [
        part.text.is_some(),
        part.inline_data.is_some(),
        part.file_data.is_some(),
        part.function_call.is_some(),
        part.function_response.is_some(),
        part.executable_code.is_some(),
        part.code_execution_result.is_some(),
    ];
    if data.iter().filter(|there| **there).count() != 1 {
        return Err(bad(format!(
            "* GenerateContentRequest.{place}.data: required oneof field 'data' must have one initialized field"
        )));
    }
    if let Some(text) = part.text {
        let thought = part.thought.unwrap_or_default();
        return Ok(vec![if thought {
            Said::Thought(text)
        } else {
            Said::Text(text)
        }]);
    }
    if let Some(call) = part.function_call {
        if call.name.is_empty() {
            return Err(unnamed(place, "function_call"));
        }
        return Ok(vec![Said::Call {
            id: call.id.unwrap_or_default(),
            name: call.name,
            arguments: Value::Object(call.args),
        }]);
    }
    if let Some(result) = part.function_response {
        return answered(place, result);
    }
    Ok(match (part.inline_data, part.file_data) {
        (Some(blob), _) => vec![inline(place, &blob)?],
        (None, Some(file)) => vec![linked(place, &file)?],
        (None, None) => Vec::new(),
    })
}

fn answered(place: &str, result: FunctionResponse) -> Result<Vec<Said>, Failure> {
    if result.name.is_empty() {
        return Err(unnamed(place, "function_response"));
    }
    let mut said = vec![Said::Result {
        id: result.id.unwrap_or_default(),
        name: result.name,
        output: Value::Object(result.response).to_string(),
    }];
    for (at, part) in result.parts.into_iter().flatten().enumerate() {
        let place = format!("{place}.function_response.parts[{at}]");
        match (part.inline_data, part.file_data) {
            (Some(blob), None) => said.push(inline(&place, &blob)?),
            (None, Some(file)) => said.push(linked(&place, &file)?),
            _ => {
                return Err(bad(format!(
                    "* GenerateContentRequest.{place}: one of inline_data and file_data must be set"
                )));
            }
        }
    }
    Ok(said)
}

fn inline(place: &str, blob: &Blob) -> Result<Said, Failure> {
    if !blob.mime_type.contains('/') {
        return Err(bad(format!(
            "Unsupported MIME type: {} at {place}.inline_data",
            blob.mime_type
        )));
    }
    let seen = media::data_of_either(&blob.mime_type, &blob.data);
    let seen = seen.ok_or_else(|| {
        bad(format!(
            "Invalid value at '{place}.inline_data.data' (TYPE_BYTES), Base64 decoding failed"
        ))
    })?;
    Ok(Said::Media(seen))
}

fn linked(place: &str, file: &FileData) -> Result<Said, Failure> {
    let kind = file.mime_type.as_deref().unwrap_or("file");
    media::url(kind, &file.file_uri)
        .map(Said::Media)
        .ok_or_else(|| {
            bad(format!(
                "Invalid or unsupported file uri at {place}: {}",
                file.file_uri
            ))
        })
}

fn unnamed(place: &str, member: &str) -> Failure {
    bad(format!(
        "* GenerateContentRequest.{place}.{member}.name: Name cannot be empty."
    ))
}
