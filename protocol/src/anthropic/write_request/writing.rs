//! What everything that writes a request shares.

use routex_entity::Dialect;

use crate::{
    codec::{Dropped, Feature, Member, Names, Target, Untranslatable},
    hub::{Extras, Media, Request},
};

#[derive(Debug)]
pub(super) struct Writing<'a> {
    pub request: &'a Request,
    pub target: &'a Target<'a>,
    pub names: Names,
    pub dropped: Dropped,
}

impl<'a> Writing<'a> {
    pub(super) fn new(request: &'a Request, target: &'a Target<'a>) -> Self {
        Self {
            request,
            target,
            names: Names::default(),
            dropped: Dropped::default(),
        }
    }

    /// The client speaks the dialect itself and knows what it says: it is not mended.
    pub(super) fn own(&self) -> bool {
        self.request.origin == Dialect::Anthropic
    }

    pub(super) fn has(&self, feature: Feature) -> bool {
        self.target.features.has(feature)
    }

    pub(super) fn drop(&mut self, member: Member) {
        self.dropped.note(member.of(self.request));
    }

    pub(super) fn drop_if(&mut self, there: bool, member: Member) {
        if there {
            self.drop(member);
        }
    }

    /// What only this dialect knows, to be put back; otherwise it is noted as left out. `at`: where it stood.
    pub(super) fn extras(&mut self, at: Member, extras: &'a Extras) -> Option<&'a Extras> {
        if extras.is_empty() {
            return None;
        }
        if self.own() {
            return Some(extras);
        }
        self.dropped.note_extras(at.of(self.request), extras);
        None
    }

    pub(super) fn refuse(&self, member: Member, why: impl Into<String>) -> Untranslatable {
        Untranslatable::new(member.of(self.request), Dialect::Anthropic, why)
    }

    pub(super) fn refuse_media(
        &self,
        member: Member,
        media: &Media,
        why: impl Into<String>,
    ) -> Untranslatable {
        let what = member.of_media(media, self.request);
        Untranslatable::new(what, Dialect::Anthropic, why)
    }
}
