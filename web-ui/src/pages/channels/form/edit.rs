//! What is being changed of a channel, beside how it was. Pure.

use std::rc::Rc;

use yew::Reducible;

use super::{Change, Draft};

/// A channel in the making.
#[derive(Clone, PartialEq, Default)]
pub struct Edit {
    /// As it was when somebody began to type. `None`: it is not known yet.
    pub before: Option<Draft>,
    pub draft: Draft,
}

pub enum Editing {
    Change(Change),
    /// The channel is now so. What somebody is typing stays.
    Follow(Draft),
    /// What was typed is saved, or given up.
    Settle(Draft),
}

impl Edit {
    /// One that is not there yet.
    pub fn fresh() -> Self {
        Self {
            before: Some(Draft::default()),
            draft: Draft::default(),
        }
    }

    /// There is something to lose.
    pub fn is_changed(&self) -> bool {
        self.before
            .as_ref()
            .is_some_and(|before| *before != self.draft)
    }
}

impl Reducible for Edit {
    type Action = Editing;

    fn reduce(self: Rc<Self>, editing: Editing) -> Rc<Self> {
        match editing {
            Editing::Change(change) => Rc::new(Self {
                before: self.before.clone(),
                draft: self.draft.after(change),
            }),
            Editing::Follow(_) if self.is_changed() => self,
            Editing::Follow(now) | Editing::Settle(now) => Rc::new(Self {
                before: Some(now.clone()),
                draft: now,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Draft {
        Draft::default().after(Change::Text("name", name.to_owned()))
    }

    #[test]
    fn what_somebody_types_is_not_overtaken() {
        let edit = Rc::new(Edit::default()).reduce(Editing::Follow(named("a")));
        assert!(!edit.is_changed());
        let edit = edit.reduce(Editing::Follow(named("b")));
        assert_eq!(edit.draft.text("name"), "b");

        let typed = edit.reduce(Editing::Change(Change::Text("name", "mine".to_owned())));
        assert!(typed.is_changed());
        let typed = typed.reduce(Editing::Follow(named("c")));
        assert_eq!(typed.draft.text("name"), "mine");
        let settled = typed.reduce(Editing::Settle(named("mine")));
        assert!(!settled.is_changed());
    }
}
