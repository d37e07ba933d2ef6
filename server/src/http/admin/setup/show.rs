//! `GET /setup`

use actix_web::web::{Data, Json};
use routex_entity::api::{ProblemBody, SetupState};

use crate::{
    http::{admin::Admin, problem::Problem},
    operator::setup,
};

/// How far the setup is. The same for everybody.
#[utoipa::path(
    get, path = "/api/v1/setup", tag = "setup", operation_id = "show_setup", security(()),
    responses((status = 200, body = SetupState), (status = "4XX", body = ProblemBody))
)]
pub async fn show(admin: Data<Admin>) -> Result<Json<SetupState>, Problem> {
    Ok(Json(setup::state(admin.inventory.store()).await?))
}
