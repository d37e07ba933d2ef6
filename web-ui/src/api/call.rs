//! A call that the user has asked for, and what became of it: saving, deleting, testing.

use std::future::Future;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::Failure;

#[derive(Clone, PartialEq)]
pub struct Call {
    /// It is on its way.
    pub busy: bool,
    /// What went wrong with the last.
    pub failure: Option<Failure>,
    set_busy: UseStateSetter<bool>,
    set_failure: UseStateSetter<Option<Failure>>,
}

impl Call {
    /// Begins it, unless one is under way. `done` gets what was answered.
    pub fn start<T: 'static>(
        &self,
        call: impl Future<Output = Result<T, Failure>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy {
            return;
        }
        let (set_busy, set_failure) = (self.set_busy.clone(), self.set_failure.clone());
        set_busy.set(true);
        set_failure.set(None);
        spawn_local(async move {
            let answer = call.await;
            set_busy.set(false);
            match answer {
                Ok(answer) => done(answer),
                Err(failure) => set_failure.set(Some(failure)),
            }
        });
    }

    /// What went wrong is no longer of interest.
    pub fn forget(&self) {
        self.set_failure.set(None);
    }
}

#[hook]
pub fn use_call() -> Call {
    let busy = use_state_eq(|| false);
    let failure = use_state_eq(|| None);
    Call {
        busy: *busy,
        failure: (*failure).clone(),
        set_busy: busy.setter(),
        set_failure: failure.setter(),
    }
}
