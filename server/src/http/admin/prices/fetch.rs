//! Getting a price catalogue from elsewhere.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::timeout;
use url::Url;

use crate::{
    http::problem::{Code, Problem},
    upstream::{
        client::{self, Clients},
        guard,
    },
};

const PATIENCE: Duration = Duration::from_secs(30);
const MOST_BYTES: usize = 16 << 20;

/// The text behind a URL. Private addresses are refused, when it is named and when it is connected to; redirects are not
/// followed.
pub(super) async fn fetch(clients: &Clients, url: &str) -> Result<String, Problem> {
    let wrong = |message: String| Problem::field("url", message);
    let url = Url::parse(url).map_err(|error| wrong(format!("is no URL: {error}")))?;
    guard::check_url(&url, false).map_err(|refused| wrong(refused.to_string()))?;
    let client = clients.plain(false, None).map_err(anyhow::Error::from)?;
    let asked = async {
        let request = client.get(url.as_str());
        let mut response = client::send(request, Bytes::new())
            .await
            .map_err(|failure| failure.to_string())?;
        if !response.status().is_success() {
            return Err(format!("it answered {}", response.status().as_u16()));
        }
        let body = response.body().limit(MOST_BYTES).await;
        body.map_err(|error| error.to_string())
    };
    let failed = |why: String| {
        let detail = format!("the price catalogue could not be fetched: {why}");
        Problem::new(Code::UpstreamFailed, detail)
    };
    let body = match timeout(PATIENCE, asked).await {
        Ok(body) => body.map_err(failed)?,
        Err(_late) => {
            let seconds = PATIENCE.as_secs();
            return Err(failed(format!("it did not arrive within {seconds} s")));
        }
    };
    String::from_utf8(body.to_vec()).map_err(|_not_utf8| failed("it is no text".to_owned()))
}
