//! One file of the dashboard, in the coding that a browser takes.

use std::{borrow::Cow, io::Read};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method,
        header::{
            AcceptEncoding, CONTENT_ENCODING, ETAG, Encoding, EntityTag, Header, IfNoneMatch, VARY,
        },
    },
};
use flate2::read::GzDecoder;
use rust_embed::{Embed, EmbeddedFile};

#[derive(Embed)]
#[folder = "../web-ui/dist"]
struct Dist;

/// A file as it is kept. What can be compressed is kept compressed alone, in two ways.
pub(super) struct File {
    kind: &'static str,
    kept: Kept,
}

enum Kept {
    Plain(EmbeddedFile),
    Compressed {
        brotli: EmbeddedFile,
        gzip: EmbeddedFile,
    },
}

/// What a body is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Brotli,
    Gzip,
    Identity,
}

impl File {
    /// `None`: there is none, or nobody knows what it would be.
    pub(super) fn find(name: &str) -> Option<Self> {
        let kind = kind(name)?;
        let compressed = Dist::get(&format!("{name}.br")).zip(Dist::get(&format!("{name}.gz")));
        let kept = match compressed {
            Some((brotli, gzip)) => Kept::Compressed { brotli, gzip },
            None => Kept::Plain(Dist::get(name)?),
        };
        Some(Self { kind, kept })
    }

    pub(super) fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let (coding, file) = match &self.kept {
            Kept::Plain(file) => (Coding::Identity, file),
            Kept::Compressed { brotli, gzip } => match coding(request) {
                Coding::Brotli => (Coding::Brotli, brotli),
                other => (other, gzip),
            },
        };
        let tag = tag(file, coding);
        if IfNoneMatch::parse(request).is_ok_and(|known| knows(&known, &tag)) {
            return HttpResponse::NotModified()
                .insert_header((ETAG, tag.to_string()))
                .insert_header((VARY, "accept-encoding"))
                .finish();
        }
        let mut response = HttpResponse::Ok();
        response
            .content_type(self.kind)
            .insert_header((ETAG, tag.to_string()))
            .insert_header((VARY, "accept-encoding"));
        if coding != Coding::Identity {
            response.insert_header((CONTENT_ENCODING, coding.name()));
        }
        let is_packed = matches!(self.kept, Kept::Compressed { .. });
        let body = match is_packed && coding == Coding::Identity {
            true => Cow::Owned(unpacked(&file.data)),
            false => file.data.clone(),
        };
        match (request.method() == Method::HEAD, body) {
            (true, body) => response.no_chunking(body.len() as u64).finish(),
            (false, Cow::Borrowed(body)) => response.body(body),
            (false, Cow::Owned(body)) => response.body(body),
        }
    }
}

impl Coding {
    const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }
}

/// Whoever says nothing may be anything, and gets it as it is.
fn coding(request: &HttpRequest) -> Coding {
    let Ok(accepted) = AcceptEncoding::parse(request) else {
        return Coding::Identity;
    };
    let said = !accepted.0.is_empty();
    let ours = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
    match accepted.negotiate(ours.iter()) {
        Some(best) if said && best == Encoding::brotli() => Coding::Brotli,
        Some(best) if said && best == Encoding::gzip() => Coding::Gzip,
        _ => Coding::Identity,
    }
}

fn tag(file: &EmbeddedFile, coding: Coding) -> EntityTag {
    let hash = file.metadata.sha256_hash();
    let short = hash[..8].iter().map(|byte| format!("{byte:02x}"));
    EntityTag::new_strong(format!("{}-{}", short.collect::<String>(), coding.name()))
}

fn knows(known: &IfNoneMatch, tag: &EntityTag) -> bool {
    match known {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|known| known.weak_eq(tag)),
    }
}

fn unpacked(gzip: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    // Of our own making, so that it can be read; were it not, the browser would say so.
    let _ = GzDecoder::new(gzip).read_to_end(&mut body);
    body
}

fn kind(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "css" => "text/css",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use actix_web::{http::header::ACCEPT_ENCODING, test::TestRequest};

    use super::*;

    #[test]
    fn the_smallest_coding_that_is_taken_is_given() {
        for (said, expected) in [
            (Some("gzip, deflate, br, zstd"), Coding::Brotli),
            (Some("gzip"), Coding::Gzip),
            (Some("br;q=0, gzip;q=0.5"), Coding::Gzip),
            (Some("identity"), Coding::Identity),
            (Some("zstd"), Coding::Identity),
            (None, Coding::Identity),
        ] {
            let mut request = TestRequest::default();
            if let Some(said) = said {
                request = request.insert_header((ACCEPT_ENCODING, said));
            }
            assert_eq!(coding(&request.to_http_request()), expected, "{said:?}");
        }
    }

    #[test]
    fn only_kinds_that_are_known_are_given() {
        assert!(File::find("index.html.br").is_none());
        assert!(File::find("../Cargo.toml").is_none());
        assert!(File::find(".gitkeep").is_none());
    }
}
