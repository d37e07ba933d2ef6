//! The SeaORM tables, one file each. Only `store` in the server imports them.
