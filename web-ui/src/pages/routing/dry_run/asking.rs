//! Asks where a request would go, and again when that may have changed.

use std::rc::Rc;

use routex_entity::api::{ExplainInput, Explanation};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{Failure, use_api};

pub struct Explained {
    /// The last answer, also while the next is on its way.
    pub explanation: Option<Rc<Explanation>>,
    pub failure: Option<Failure>,
    pub busy: bool,
    pub again: Callback<()>,
}

/// `None`: there is nothing to ask.
#[hook]
pub fn use_explanation(input: Option<ExplainInput>) -> Explained {
    let api = use_api();
    let explanation = use_state(|| None::<Rc<Explanation>>);
    let failure = use_state_eq(|| None);
    let busy = use_state_eq(|| false);
    // Answers may overtake each other; only that to the last question counts.
    let asked = use_mut_ref(|| 0_u32);
    let ask = {
        let (explanation, failure, busy) = (explanation.setter(), failure.setter(), busy.setter());
        use_callback((api, input.clone()), move |(), (api, input)| {
            let number = {
                let mut asked = asked.borrow_mut();
                *asked += 1;
                *asked
            };
            let Some(input) = input.clone() else {
                explanation.set(None);
                failure.set(None);
                return busy.set(false);
            };
            busy.set(true);
            let (api, asked) = (api.clone(), asked.clone());
            let (explanation, failure, busy) = (explanation.clone(), failure.clone(), busy.clone());
            spawn_local(async move {
                let answer = api.post::<_, Explanation>("/routing/explain", &input).await;
                if *asked.borrow() != number {
                    return;
                }
                busy.set(false);
                match answer {
                    Ok(answer) => {
                        explanation.set(Some(Rc::new(answer)));
                        failure.set(None);
                    }
                    Err(refused) => {
                        explanation.set(None);
                        failure.set(Some(refused));
                    }
                }
            });
        })
    };
    {
        let (ask, explanation) = (ask.clone(), explanation.setter());
        use_effect_with(input, move |_| {
            // It was the answer to another question.
            explanation.set(None);
            ask.emit(());
        });
    }
    Explained {
        explanation: (*explanation).clone(),
        failure: (*failure).clone(),
        busy: *busy,
        again: ask,
    }
}
