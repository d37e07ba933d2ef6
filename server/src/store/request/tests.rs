mod expire;
mod paging;
mod write;

use routex_entity::RequestRecord;
use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

use crate::store::{Store, testing::record};

async fn counts(store: &Store) -> (u64, u64) {
    let requests = routex_entity::table::request::Entity::find().count(store.reader());
    let attempts = routex_entity::table::attempt::Entity::find().count(store.reader());
    (requests.await.unwrap(), attempts.await.unwrap())
}

/// A request that arrived at a time in milliseconds since the Unix epoch; the number tells apart what came at once.
fn at(at_ms: u64, number: u64) -> RequestRecord {
    let id = (u128::from(at_ms) << 80) | 0x7000_8000_0000_0000_0000 | u128::from(number);
    RequestRecord {
        id: Uuid::from_u128(id),
        ..record()
    }
}
