//! `/channels/{id}/credentials`

mod create;
mod list;
mod remove;
pub(in crate::http::admin) mod take_back;
mod update;

pub use create::create;
pub use list::list;
pub use remove::remove;
pub use update::update;
pub(in crate::http) use {
    create::__path_create, list::__path_list, remove::__path_remove, update::__path_update,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_util::future::LocalBoxFuture;
use routex_entity::api::Credential;
use uuid::Uuid;

use super::{Stored, view};
use crate::{
    http::{
        extract::{behind_the_gate, parse_id},
        problem::{Code, Problem},
    },
    inventory::Inventory,
    secret::Secret,
    store::credential::CredentialRow,
};

/// `{id}` of the channel and `{cid}` of the credential.
#[derive(Debug, Clone, Copy)]
pub struct Ids {
    pub(in crate::http::admin) channel: Uuid,
    pub(in crate::http::admin) credential: Uuid,
}

impl FromRequest for Ids {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let ids = parse_id(request, "id").and_then(|channel| {
            Ok(Self {
                channel,
                credential: parse_id(request, "cid")?,
            })
        });
        behind_the_gate(request, ids)
    }
}

impl Stored {
    pub(in crate::http::admin) fn credential(&self, id: Uuid) -> Result<&CredentialRow, Problem> {
        self.credentials
            .iter()
            .find(|row| row.id == id)
            .ok_or_else(|| Problem::not_found("credential of this channel", id))
    }

    /// Labels of the others than `own`.
    pub(in crate::http::admin) fn labels_beside(&self, own: Option<Uuid>) -> Vec<String> {
        let others = self.credentials.iter().filter(|row| Some(row.id) != own);
        others.map(|row| row.label.clone()).collect()
    }

    /// An enabled channel must keep a credential that is enabled.
    fn check_can_do_without(&self, id: Uuid) -> Result<(), Problem> {
        let mut others = self.credentials.iter().filter(|row| row.id != id);
        if !self.row.enabled || others.any(|row| row.enabled) {
            return Ok(());
        }
        let detail = format!(
            "it is the last credential of channel \"{}\", which is enabled; add another one first, or disable the channel",
            self.row.name
        );
        Err(Problem::new(Code::Conflict, detail))
    }

    /// The channel must not have this secret already, but for the credential `own`.
    fn check_new(
        &self,
        inventory: &Inventory,
        secret: &Secret,
        own: Option<Uuid>,
    ) -> Result<(), Problem> {
        let fingerprint = inventory.master_key().fingerprint(secret);
        let mut others = self.credentials.iter().filter(|row| Some(row.id) != own);
        match others.find(|row| row.fingerprint == fingerprint) {
            None => Ok(()),
            Some(same) => Err(Problem::new(
                Code::Conflict,
                format!("the channel has this key already, as \"{}\"", same.label),
            )),
        }
    }
}

/// A credential as it is now.
pub(in crate::http::admin) async fn current(
    inventory: &Inventory,
    ids: Ids,
) -> Result<Credential, Problem> {
    let stored = Stored::find(inventory, ids.channel).await?;
    let report = inventory.router().inspect(Some(ids.channel)).await.pop();
    let row = stored.credential(ids.credential)?;
    Ok(view::credential(row, report.as_ref()))
}

fn free_label(wanted: String, taken: &[String]) -> Result<String, Problem> {
    if taken.contains(&wanted) {
        return Err(Problem::name_taken("credential of this channel", &wanted));
    }
    Ok(wanted)
}
