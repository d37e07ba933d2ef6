//! Files in a request.

use std::borrow::Cow;

use crate::hub::Media;

/// OpenAI knows a file by its ending; elsewhere a document has a title.
pub(crate) fn file_name(media: &Media) -> Cow<'_, str> {
    let is_pdf = media
        .media_type
        .as_deref()
        .is_none_or(|kind| kind == "application/pdf");
    match media.name.as_deref() {
        None => Cow::Borrowed("document.pdf"),
        Some(name) if is_pdf && !name.to_ascii_lowercase().ends_with(".pdf") => {
            Cow::Owned(format!("{name}.pdf"))
        }
        Some(name) => Cow::Borrowed(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_is_named_as_one() {
        let named = |name: Option<&str>, kind: Option<&str>| {
            let media = Media {
                name: name.map(str::to_owned),
                media_type: kind.map(str::to_owned),
                ..Media::default()
            };
            file_name(&media).into_owned()
        };
        let pdf = Some("application/pdf");
        assert_eq!(named(None, pdf), "document.pdf");
        assert_eq!(named(Some("Report"), None), "Report.pdf");
        assert_eq!(named(Some("a.PDF"), pdf), "a.PDF");
        assert_eq!(named(Some("a.docx"), Some("application/x")), "a.docx");
    }
}
