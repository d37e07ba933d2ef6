//! `GET /providers`

use actix_web::web::Json;
use routex_entity::api::{ChannelEndpoint, Page, Provider};

use crate::upstream::provider;

/// The presets of providers, by name. The same for everybody: who sets Routex up chooses from them.
#[utoipa::path(
    get, path = "/api/v1/providers", tag = "channels", operation_id = "list_providers", security(()),
    responses((status = 200, body = Page<Provider>))
)]
pub async fn list() -> Json<Page<Provider>> {
    Json(Page::whole(
        provider::all().iter().copied().map(view).collect(),
    ))
}

fn view(preset: &dyn provider::Provider) -> Provider {
    let endpoints = preset
        .endpoints()
        .iter()
        .map(|(dialect, url)| ChannelEndpoint {
            dialect: *dialect,
            url: (*url).to_owned(),
        });
    Provider {
        name: preset.name().to_owned(),
        endpoints: endpoints.collect(),
        dialects: preset.dialects().to_vec(),
    }
}
