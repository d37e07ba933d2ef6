//! Making rows, or replacing those that are there.

use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IdenStatic as _, Iterable as _, sea_query::OnConflict,
};

/// Rows a statement. Of the widest table that is half of the 32766 variables that SQLite allows.
const ROWS: usize = 500;

/// Makes the rows, or replaces those with their ids. Whoever wants all or none gives a transaction.
pub(super) async fn upsert<E: EntityTrait>(
    db: &impl ConnectionTrait,
    id: E::Column,
    rows: impl IntoIterator<Item = E::ActiveModel>,
) -> Result<(), DbErr> {
    let others = E::Column::iter().filter(|column| column.as_str() != id.as_str());
    let replace = OnConflict::column(id).update_columns(others).to_owned();
    let mut rows = rows.into_iter();
    loop {
        let part: Vec<E::ActiveModel> = rows.by_ref().take(ROWS).collect();
        if part.is_empty() {
            return Ok(());
        }
        E::insert_many(part)
            .on_conflict(replace.clone())
            .exec_without_returning(db)
            .await?;
    }
}
