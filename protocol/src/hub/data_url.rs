//! Media in the form of a URL: `data:image/png;base64,…`, or where it can be fetched.

use super::{Media, Source};

/// For base64 of which nobody said what it is.
const UNKNOWN_TYPE: &str = "application/octet-stream";

impl Media {
    /// Reads a URL. Only `data:` URLs in base64 are taken apart; all others are URLs.
    pub fn from_url(url: String) -> Self {
        match split(&url) {
            Some((media_type, data)) => Self {
                media_type: (!media_type.is_empty()).then(|| media_type.to_owned()),
                source: Source::Base64(data.to_owned()),
                ..Self::default()
            },
            None => Self {
                source: Source::Url(url),
                ..Self::default()
            },
        }
    }

    /// As a URL. `None`: a file that the provider keeps, or text.
    pub fn to_url(&self) -> Option<String> {
        match &self.source {
            Source::Base64(data) => {
                let media_type = self.media_type.as_deref().unwrap_or(UNKNOWN_TYPE);
                Some(format!("data:{media_type};base64,{data}"))
            }
            Source::Url(url) => Some(url.clone()),
            Source::File(_) | Source::Text(_) => None,
        }
    }
}

/// Media type and data of a `data:` URL in base64.
fn split(url: &str) -> Option<(&str, &str)> {
    let scheme = url.get(..5)?;
    if !scheme.eq_ignore_ascii_case("data:") {
        return None;
    }
    let (head, data) = url[5..].split_once(',')?;
    let (head, encoding) = head.rsplit_once(';')?;
    if !encoding.trim().eq_ignore_ascii_case("base64") {
        return None;
    }
    let media_type = head.split(';').next().unwrap_or_default();
    Some((media_type.trim(), data))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base64(media_type: Option<&str>, data: &str) -> Media {
        Media {
            source: Source::Base64(data.to_owned()),
            media_type: media_type.map(str::to_owned),
            ..Media::default()
        }
    }

    #[test]
    fn data_urls_are_taken_apart() {
        for (url, media_type) in [
            ("data:image/png;base64,iVBO", Some("image/png")),
            ("DATA:image/png; BASE64,iVBO", Some("image/png")),
            (
                "data:text/plain;charset=utf-8;base64,iVBO",
                Some("text/plain"),
            ),
            ("data:;base64,iVBO", None),
        ] {
            assert_eq!(Media::from_url(url.to_owned()), base64(media_type, "iVBO"));
        }
    }

    #[test]
    fn what_is_no_base64_stays_a_url() {
        for url in [
            "https://example.com/a,b;base64,c.png",
            "data:,plain",
            "data:text/plain,a;base64,b",
            "data:image/png;base64",
            "模型",
            "",
        ] {
            let media = Media::from_url(url.to_owned());
            assert_eq!(media.source, Source::Url(url.to_owned()));
            assert_eq!(media.to_url().as_deref(), Some(url));
        }
    }

    #[test]
    fn a_url_is_made_and_read_again() {
        let media = base64(Some("application/pdf"), "JVBERi0=");
        let url = media.to_url().unwrap();
        assert_eq!(url, "data:application/pdf;base64,JVBERi0=");
        assert_eq!(Media::from_url(url), media);
        assert_eq!(
            base64(None, "AA").to_url().unwrap(),
            "data:application/octet-stream;base64,AA"
        );
    }
}
