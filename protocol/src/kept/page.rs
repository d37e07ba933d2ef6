//! `GET /v1/responses/{id}/input_items`: what was given to the model, a page at a time.

use serde_json::{Value, json, value::RawValue};

/// Items a page unless the client says otherwise, and at most.
const USUAL: usize = 20;
const MOST: usize = 100;

/// Which page is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageQuery {
    pub after: Option<String>,
    pub limit: usize,
    pub ascending: bool,
}

/// The page that is wanted cannot be had. The text is meant for the client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPage {
    #[error("`limit` must be a number from 1 to {MOST}")]
    Limit,
    #[error("`order` must be `asc` or `desc`")]
    Order,
    #[error("`after` names no input item of this response")]
    After,
}

impl PageQuery {
    /// From pairs of a query; those that mean nothing here are passed over.
    pub fn of<'q>(pairs: impl Iterator<Item = (&'q str, &'q str)>) -> Result<Self, BadPage> {
        let mut query = Self {
            after: None,
            limit: USUAL,
            ascending: false,
        };
        for (name, value) in pairs {
            match name {
                "after" => query.after = Some(value.to_owned()),
                "limit" => {
                    let limit = value.parse().ok();
                    query.limit = limit
                        .filter(|limit| (1..=MOST).contains(limit))
                        .ok_or(BadPage::Limit)?;
                }
                "order" => {
                    query.ascending = match value {
                        "asc" => true,
                        "desc" => false,
                        _ => return Err(BadPage::Order),
                    };
                }
                _ => {}
            }
        }
        Ok(query)
    }
}

/// A page of input items. Those that came without an id get one, by which the next page can be asked for.
pub fn page(items: &[&RawValue], query: &PageQuery) -> Result<Value, BadPage> {
    let mut items: Vec<Value> = items
        .iter()
        .enumerate()
        .filter_map(|(number, item)| with_id(item, number))
        .collect();
    if !query.ascending {
        items.reverse();
    }
    let start = match &query.after {
        Some(after) => {
            let at = items.iter().position(|item| item["id"] == after.as_str());
            at.ok_or(BadPage::After)? + 1
        }
        None => 0,
    };
    let mut rest = items.split_off(start);
    let has_more = rest.len() > query.limit;
    rest.truncate(query.limit);
    Ok(json!({
        "object": "list",
        "first_id": rest.first().map(|item| &item["id"]),
        "last_id": rest.last().map(|item| &item["id"]),
        "has_more": has_more,
        "data": rest,
    }))
}

fn with_id(item: &RawValue, number: usize) -> Option<Value> {
    let mut item: Value = serde_json::from_str(item.get()).ok()?;
    let object = item.as_object_mut()?;
    if !object.contains_key("type") {
        object.insert("type".to_owned(), "message".into());
    }
    if !object.get("id").is_some_and(Value::is_string) {
        let kind = match object.get("type").and_then(Value::as_str) {
            Some("message") | None => "msg",
            Some("reasoning") => "rs",
            Some("function_call") => "fc",
            Some("function_call_output") => "fco",
            Some(_) => "item",
        };
        object.insert("id".to_owned(), format!("{kind}_rx{number}").into());
    }
    Some(item)
}
