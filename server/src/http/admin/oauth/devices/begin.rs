//! `POST /oauth/devices`

use std::sync::Arc;

use actix_web::{HttpResponse, web::Data};
use chrono::{Duration, Utc};
use routex_entity::{
    DeviceState,
    api::{OauthDevice, OauthFlowInput, ProblemBody},
};
use serde_json::Value;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    channel::ChannelSpec,
    config::body,
    http::{
        admin::{
            Admin,
            oauth::{
                begin::usable_for,
                caller,
                keep::{Target, keep},
                provider,
            },
        },
        extract::{JsonBody, Operator},
        problem::{Code, Problem},
        proxy::Proxy,
    },
    oauth::{
        Grant, Obtained, Provider, Wire,
        device::{self, Begun, Ended, Way},
        flow::Yield,
        revoke,
    },
};

/// Begins to sign in to an account for a channel on another device. Routex asks the provider how it goes.
#[utoipa::path(
    post, path = "/api/v1/oauth/devices", tag = "oauth", operation_id = "begin_oauth_device",
    request_body = OauthFlowInput,
    responses((status = 201, body = OauthDevice), (status = "4XX", body = ProblemBody))
)]
pub async fn begin(
    operator: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    let inventory = &admin.inventory;
    let ask = body::oauth_flow(body.0)?;
    let channel = usable_for(inventory, &ask).await?;
    let provider = provider(inventory, ask.provider_id).await?;
    let now = Utc::now();
    let wire = Wire {
        clients: &proxy.clients,
        channel: &channel,
        now_ms: now.timestamp_millis(),
    };
    let begun = device::begin(&provider, wire)
        .await
        .map_err(|error| Problem::new(Code::UpstreamFailed, error.to_string()))?;
    let life = Duration::from_std(begun.life()).map_err(anyhow::Error::from)?;
    let shown = OauthDevice {
        id: Uuid::now_v7(),
        user_code: begun.user_code().to_owned(),
        verification_uri: begun.verification_uri().to_owned(),
        verification_uri_complete: begun.verification_uri_complete().map(str::to_owned),
        expires_at: now + life,
        state: DeviceState::Waiting,
        credential_id: None,
        error: None,
    };
    let given_up = admin
        .devices
        .put(caller(&operator), shown.clone(), now)
        .ok_or_else(|| {
            let detail = "many sign-ins on other devices are waited for already; give up some";
            Problem::new(Code::Conflict, detail)
        })?;
    let sign_in = SignIn {
        id: shown.id,
        operator,
        channel,
        credential: ask.credential_id,
        provider,
        begun,
    };
    actix_web::rt::spawn(async move {
        sign_in.see_through(&admin, &proxy, &given_up).await;
    });
    Ok(HttpResponse::Created().json(shown))
}

/// One that is waited for.
struct SignIn {
    id: Uuid,
    operator: Operator,
    channel: Arc<ChannelSpec>,
    credential: Option<Uuid>,
    provider: Arc<Provider>,
    begun: Begun,
}

impl SignIn {
    async fn see_through(&self, admin: &Admin, proxy: &Proxy, given_up: &Notify) {
        let way = Way {
            clients: &proxy.clients,
            channel: &self.channel,
            vault: admin.inventory.vault(),
        };
        let waited = tokio::select! {
            waited = device::wait(&self.provider, way, &self.begun) => waited,
            () = given_up.notified() => return,
        };
        let (state, credential_id, error) = match waited {
            Ok((obtained, _under_way)) => {
                let now_ms = Utc::now().timestamp_millis();
                let unkept = Grant::default().followed_by(obtained.clone(), now_ms);
                match self.keep(admin, obtained, now_ms).await {
                    Ok(id) => (DeviceState::Connected, Some(id), None),
                    Err(problem) => {
                        self.take_back(way, &unkept).await;
                        (DeviceState::Failed, None, Some(problem.to_string()))
                    }
                }
            }
            Err(Ended::Denied) => (DeviceState::Denied, None, None),
            Err(Ended::Expired) => (DeviceState::Expired, None, None),
            Err(Ended::Failed(error)) => (DeviceState::Failed, None, Some(error)),
        };
        if let Some(error) = &error {
            let (channel, provider) = (&self.channel.name, &self.provider.name);
            tracing::warn!(
                channel,
                provider,
                error,
                "a sign-in on another device failed"
            );
        }
        admin.devices.end(self.id, |shown| {
            shown.state = state;
            shown.credential_id = credential_id;
            shown.error = error;
        });
    }

    /// Whoever began it must be let in still, and everything as it was.
    async fn keep(&self, admin: &Admin, obtained: Obtained, now_ms: i64) -> Result<Uuid, Problem> {
        if !admin.devices.is_wanted(self.id) {
            return Err(Problem::new(Code::Conflict, "it was given up"));
        }
        if !self.operator.remains(admin).await? {
            let detail = "whoever began it is signed out of Routex; begin again";
            return Err(Problem::new(Code::Conflict, detail));
        }
        let inventory = &admin.inventory;
        let provider = provider(inventory, self.provider.id).await?;
        if provider.digest != self.provider.digest {
            let detail = "the provider's registration was changed meanwhile; begin again";
            return Err(Problem::new(Code::Conflict, detail));
        }
        let target = Target {
            channel: self.channel.id,
            credential: self.credential,
        };
        let yielded = Yield::Tokens(obtained);
        keep(
            inventory,
            &self.operator,
            target,
            &provider,
            yielded,
            now_ms,
        )
        .await
    }

    /// Nobody has use for what was given.
    async fn take_back(&self, way: Way<'_>, grant: &Grant) {
        if let Err(error) = revoke::revoke(&self.provider, way.wire(), grant).await {
            tracing::warn!(
                provider = self.provider.name,
                %error,
                "tokens of a sign-in that failed are not taken back; end the access at the provider"
            );
        }
    }
}
