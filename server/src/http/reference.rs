//! The interactive reference of the admin API: Swagger UI, out of the binary, on a page of our own without inline scripts.

use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::header::{
        CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, LOCATION, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS,
    },
    web::Path,
};
use routex_entity::api::ProblemBody;
use utoipa_swagger_ui::Config;

use super::problem::{Code, Problem};

const PAGE: &str = include_str!("reference/page.html");
const START: &str = include_str!("reference/start.js");

/// What the page takes of Swagger UI. The rest of its distribution stays unserved, its own start script included.
const ASSETS: [&str; 4] = [
    "favicon-32x32.png",
    "index.css",
    "swagger-ui-bundle.js",
    "swagger-ui.css",
];

/// Everything from here and nothing inline. The style sheet has its icons as `data:`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Leads to the reference.
#[utoipa::path(
    get, path = "/api/v1/docs", tag = "about", operation_id = "reference_redirect", security(()),
    responses((status = 308, description = "The page has a slash at its end"))
)]
pub(super) async fn redirect() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((LOCATION, "docs/"))
        .finish()
}

/// Shows this reference in a browser.
#[utoipa::path(
    get, path = "/api/v1/docs/", tag = "about", operation_id = "reference", security(()),
    responses((status = 200, description = "The page", content_type = "text/html", body = String))
)]
pub(super) async fn page() -> HttpResponse {
    answer("text/html; charset=utf-8", PAGE.as_bytes(), false)
}

/// Gives a file that the reference consists of.
#[utoipa::path(
    get, path = "/api/v1/docs/{file}", tag = "about", operation_id = "reference_file", security(()),
    params(("file" = String, Path, description = "Its name")),
    responses(
        (status = 200, description = "The file", content(
            (String = "text/javascript"), (String = "text/css"), (String = "image/png"),
        )),
        (status = 404, body = ProblemBody),
    )
)]
pub(super) async fn file(name: Path<String>) -> Result<HttpResponse, Problem> {
    if *name == "start.js" {
        return Ok(answer("text/javascript", START.as_bytes(), false));
    }
    let known = ASSETS.contains(&name.as_str());
    let asset = known
        .then(|| utoipa_swagger_ui::serve(&name, Arc::new(Config::from("../openapi.json"))))
        .and_then(Result::ok)
        .flatten()
        .ok_or_else(|| Problem::new(Code::NotFound, "the reference has no such file"))?;
    Ok(answer(&asset.content_type, &asset.bytes, asset.gzpipped))
}

/// Files are kept compressed; every browser takes them so.
fn answer(kind: &str, bytes: &[u8], gzipped: bool) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response
        .content_type(kind)
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .insert_header((CACHE_CONTROL, "no-cache"));
    if gzipped {
        response.insert_header((CONTENT_ENCODING, "gzip"));
    }
    response.body(bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the page names in `href` and `src`.
    fn named() -> Vec<&'static str> {
        PAGE.split(['"', '>'])
            .collect::<Vec<_>>()
            .windows(2)
            .filter(|pair| pair[0].ends_with("href=") || pair[0].ends_with("src="))
            .map(|pair| pair[1])
            .collect()
    }

    #[actix_web::test]
    async fn every_file_of_the_page_is_there_and_no_other() {
        let mut wanted: Vec<&str> = ASSETS.into_iter().chain(["start.js"]).collect();
        let mut named = named();
        wanted.sort_unstable();
        named.sort_unstable();

        assert_eq!(named, wanted);
        for name in named {
            let response = file(Path::from(name.to_owned())).await.unwrap();
            assert_eq!(
                response.headers().get(CONTENT_SECURITY_POLICY).unwrap(),
                POLICY,
                "{name}"
            );
        }
        for name in ["swagger-initializer.js", "index.html", "../Cargo.toml", ""] {
            assert!(file(Path::from(name.to_owned())).await.is_err(), "{name}");
        }
    }

    #[test]
    fn nothing_is_inline_and_nothing_is_from_elsewhere() {
        for tag in PAGE.split('<').filter(|tag| tag.starts_with("script")) {
            assert!(
                tag.trim_end().ends_with("\"></script>") || tag.contains("src=\""),
                "{tag}"
            );
        }
        for sign in ["://", "<style", " style=", " on", "javascript:"] {
            assert!(!PAGE.contains(sign), "{sign}");
        }
        assert!(!START.contains("://"));
        assert!(!POLICY.contains("unsafe"));
    }
}
