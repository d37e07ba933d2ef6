//! `GET /session/methods`

use actix_web::web::{Data, Json};
use routex_entity::api::{OidcMethod, SignInMethods};

use crate::http::admin::Admin;

/// How one can sign in. The same for everybody.
#[utoipa::path(
    get, path = "/api/v1/session/methods", tag = "session", operation_id = "sign_in_methods", security(()),
    responses((status = 200, body = SignInMethods))
)]
pub async fn methods(admin: Data<Admin>) -> Json<SignInMethods> {
    let oidc = admin.entrance.oidc.door().map(|door| OidcMethod {
        label: door.settings.button_label.clone(),
    });
    Json(SignInMethods { oidc })
}
