//! What came with which key since the page was opened. Pure.

use std::{collections::BTreeMap, rc::Rc};

use routex_entity::api::RequestRow;
use yew::Reducible;

#[derive(Clone, PartialEq)]
pub struct Arrived {
    pub count: u64,
    pub last: Rc<RequestRow>,
}

#[derive(Clone, PartialEq, Default)]
pub struct Arrivals {
    by_key: BTreeMap<String, Arrived>,
}

impl Arrivals {
    pub fn of(&self, key: &str) -> Option<Arrived> {
        self.by_key.get(key).cloned()
    }
}

impl Reducible for Arrivals {
    type Action = Box<RequestRow>;

    fn reduce(self: Rc<Self>, row: Box<RequestRow>) -> Rc<Self> {
        let mut next = (*self).clone();
        let key = row.client_key.clone();
        let count = next.by_key.get(&key).map_or(0, |arrived| arrived.count) + 1;
        let last = Rc::new(*row);
        next.by_key.insert(key, Arrived { count, last });
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::request_of;

    #[test]
    fn keys_are_told_apart() {
        let arrivals = Rc::new(Arrivals::default());
        let arrivals = arrivals.reduce(Box::new(request_of(1, "laptop")));
        let arrivals = arrivals.reduce(Box::new(request_of(2, "ci")));
        let arrivals = arrivals.reduce(Box::new(request_of(3, "laptop")));

        let laptop = arrivals.of("laptop").unwrap();
        assert_eq!((laptop.count, laptop.last.id.as_u128()), (2, 3));
        assert_eq!(arrivals.of("ci").unwrap().count, 1);
        assert!(arrivals.of("desk").is_none());
    }
}
