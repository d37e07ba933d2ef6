//! What a worker thread keeps between requests, and what the workers share.

use std::{
    cell::RefCell,
    collections::HashMap,
    rc::Rc,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    plan::{Plan, Shape},
    script::UnknownParameter,
    stored::Stored,
};

/// Names are the caller's to invent, so the plans of one worker are bounded.
const PLANS: usize = 256;

/// By model name.
type Plans = HashMap<Box<str>, Rc<Plan>>;

/// Seen by all workers.
#[derive(Debug, Default)]
pub(super) struct Shared {
    flaky: AtomicU64,
    responses: AtomicU64,
    stored: Mutex<Stored>,
}

/// The state of one worker.
#[derive(Debug)]
pub(super) struct Worker {
    shared: Arc<Shared>,
    plans: RefCell<HashMap<Shape, Plans>>,
}

impl Worker {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            plans: RefCell::default(),
        }
    }

    /// The plan for a model name: rendered at first sight, then the same bytes again.
    pub(super) fn plan(&self, shape: Shape, model: &str) -> Result<Rc<Plan>, UnknownParameter> {
        let mut plans = self.plans.borrow_mut();
        let plans = plans.entry(shape).or_default();
        if let Some(plan) = plans.get(model) {
            return Ok(plan.clone());
        }
        let plan = Rc::new(Plan::recited(shape, model)?);
        if plans.len() >= PLANS {
            plans.clear();
        }
        plans.insert(model.into(), plan.clone());
        Ok(plan)
    }

    /// The first `sim-flaky` request fails, the next does not, and so on, whichever worker has it.
    pub(super) fn flaky_fails(&self) -> bool {
        self.shared
            .flaky
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(2)
    }

    pub(super) fn next_response_id(&self) -> String {
        let number = self.shared.responses.fetch_add(1, Ordering::Relaxed);
        format!("resp_sim{number:016}")
    }

    pub(super) fn with_stored<T>(&self, work: impl FnOnce(&mut Stored) -> T) -> T {
        // A panic while the lock was held cannot leave the map half changed.
        let mut stored = self
            .shared
            .stored
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        work(&mut stored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_rendered_once() {
        let worker = Worker::new(Arc::default());
        let first = worker.plan(Shape::Chat, "sim-ok").unwrap();
        let second = worker.plan(Shape::Chat, "sim-ok").unwrap();
        assert!(Rc::ptr_eq(&first, &second));
    }

    #[test]
    fn invented_names_do_not_pile_up() {
        let worker = Worker::new(Arc::default());
        for n in 0..PLANS + 10 {
            worker.plan(Shape::Chat, &format!("model-{n}")).unwrap();
        }
        assert!(worker.plans.borrow()[&Shape::Chat].len() <= PLANS);
    }

    #[test]
    fn flaky_alternates_across_workers() {
        let shared = Arc::<Shared>::default();
        let (one, two) = (Worker::new(shared.clone()), Worker::new(shared));
        assert!(one.flaky_fails());
        assert!(!two.flaky_fails());
        assert!(one.flaky_fails());
    }
}
