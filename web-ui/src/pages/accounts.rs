//! Accounts that channels are signed in to: who gives them, how each does, and the way to sign in.

mod callback;
mod connect;
mod flow;
mod list;
mod provider_form;
mod providers;
mod token;

pub use callback::SignInCallback;
pub use connect::Connect;
pub use token::token;

use routex_entity::{
    EventKind,
    api::{Channel, OauthProvider, Page},
};
use yew::prelude::*;

use crate::{
    api::use_loaded,
    browser,
    components::PageHead,
    i18n::use_i18n,
    live::{AskAgain, Heard, use_live},
};
use list::List;
use providers::Providers;

const KINDS: &[EventKind] = &[EventKind::Channel, EventKind::Config, EventKind::Stats];

#[component]
pub fn Accounts() -> Html {
    let i18n = use_i18n();
    let channels = use_loaded::<Page<Channel>>(AttrValue::Static("/channels"));
    let providers = use_loaded::<Page<OauthProvider>>(AttrValue::Static("/oauth/providers"));
    let renewed = use_mut_ref(AskAgain::default);
    {
        let (channels, providers) = (channels.reload.clone(), providers.reload.clone());
        let heard = Callback::from(move |heard: Heard| {
            // That a token was renewed is told by no event.
            let due = renewed.borrow_mut().is_due(&heard, browser::now());
            match heard {
                Heard::Opened | Heard::Missed(_) | Heard::Config(_) => {
                    channels.emit(());
                    providers.emit(());
                }
                Heard::Channel(_) => channels.emit(()),
                _ if due => channels.emit(()),
                _ => {}
            }
        });
        use_live(KINDS, heard);
    }
    html! {
        <>
            <PageHead title={i18n.t("accounts-title")} text={i18n.t("accounts-text")} />
            { channels.view(|page| html! {
                <List channels={page.items.clone()} reload={channels.reload.clone()} />
            }) }
            { providers.view(|page| html! {
                <Providers providers={page.items.clone()} reload={providers.reload.clone()} />
            }) }
        </>
    }
}
