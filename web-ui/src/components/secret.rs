//! A secret that was made just now: shown once, to be copied.

use patternfly_yew::prelude::{Button, ButtonVariant};
use yew::prelude::*;

use super::{Dialog, Notice, Snippet, Tone};
use crate::i18n::I18n;

/// `label`: what it is. `more`: how it is used.
pub fn secret_dialog(
    i18n: &I18n,
    title: AttrValue,
    label: AttrValue,
    secret: &str,
    more: Html,
    onclose: &Callback<()>,
) -> Html {
    html! {
        <Dialog {title} onclose={onclose.clone()}>
            <div class="rx-form">
                <Snippet text={secret.to_owned()} {label} />
                <Notice tone={Tone::Warning} title={i18n.t("secret-once")}>
                    <p>{ i18n.t("secret-once-text") }</p>
                </Notice>
                { more }
                <div class="rx-form__actions">
                    <Button
                        variant={ButtonVariant::Primary}
                        label={i18n.t("secret-kept").to_string()}
                        onclick={onclose.reform(|_| ())}
                    />
                </div>
            </div>
        </Dialog>
    }
}
