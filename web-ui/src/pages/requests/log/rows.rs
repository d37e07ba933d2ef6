//! Requests, the newest first, none twice. Cheap to clone.

use std::{ops::Range, rc::Rc};

use routex_entity::api::RequestRow;
use uuid::Uuid;

/// Ids begin with the time of arrival, so that their order is that of the log.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows(Rc<Vec<Rc<RequestRow>>>);

impl Rows {
    /// A page of the log.
    pub fn of(page: Vec<RequestRow>) -> Self {
        let mut rows = Self::default();
        rows.append(page);
        rows
    }

    /// Puts the next page behind the others.
    pub fn append(&mut self, page: Vec<RequestRow>) {
        let rows = Rc::make_mut(&mut self.0);
        for row in page {
            if rows.last().is_none_or(|last| last.id > row.id) {
                rows.push(Rc::new(row));
            }
        }
    }

    /// Puts it where it belongs. Whether it was not there yet.
    pub fn insert(&mut self, row: Rc<RequestRow>) -> bool {
        match self.find(row.id) {
            Ok(_) => false,
            Err(place) => {
                Rc::make_mut(&mut self.0).insert(place, row);
                true
            }
        }
    }

    pub fn has(&self, id: Uuid) -> bool {
        self.find(id).is_ok()
    }

    pub fn last(&self) -> Option<&Rc<RequestRow>> {
        self.0.last()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Rc<RequestRow>> {
        self.0.iter()
    }

    /// Those of a window, as far as there are any.
    pub fn part(&self, window: Range<usize>) -> &[Rc<RequestRow>] {
        self.0.get(window).unwrap_or_default()
    }

    /// Lets go of the oldest.
    pub fn truncate(&mut self, len: usize) {
        if self.0.len() > len {
            Rc::make_mut(&mut self.0).truncate(len);
        }
    }

    fn find(&self, id: Uuid) -> Result<usize, usize> {
        self.0.binary_search_by(|row| id.cmp(&row.id))
    }
}
