//! What an import did, or would do.

use routex_entity::api::ImportReport;
use yew::prelude::*;

use crate::{
    api::Failure,
    components::{Notice, Tone},
    i18n::I18n,
};

/// What it is about, and what is said of it.
type Line = (String, String);

pub fn view(i18n: &I18n, report: &ImportReport) -> Html {
    let things = |list: &[routex_entity::api::ImportedThing]| -> Vec<Line> {
        let lines = list.iter();
        lines
            .map(|thing| (thing.resource.replace('_', " "), thing.name.clone()))
            .collect()
    };
    let reasons = |list: &[routex_entity::api::NotImported]| -> Vec<Line> {
        list.iter()
            .map(|one| (one.what.clone(), one.reason.clone()))
            .collect()
    };
    let needed = report.secrets_needed.iter();
    let lists = [
        (
            if report.dry_run {
                "import-would-make"
            } else {
                "import-made"
            },
            things(&report.made),
        ),
        (
            if report.dry_run {
                "import-would-change"
            } else {
                "import-changed"
            },
            things(&report.changed),
        ),
        ("import-skipped", reasons(&report.skipped)),
        ("import-left-out", reasons(&report.left_out)),
        (
            "import-needed",
            needed
                .map(|one| (one.channel.clone(), one.secret.clone()))
                .collect(),
        ),
    ];
    let nothing = report.made.is_empty() && report.changed.is_empty();
    let (tone, title) = match (report.dry_run, nothing) {
        (_, true) => (Tone::Info, "import-nothing"),
        (true, false) => (Tone::Info, "import-dry"),
        (false, false) => (Tone::Success, "import-done"),
    };
    html! {
        <div class="rx-form">
            <Notice {tone} title={i18n.t(title)} />
            { for lists.into_iter().filter(|(_, lines)| !lines.is_empty()).map(|(name, lines)| html! {
                <section>
                    <h3 class="rx-fieldset__title">
                        { i18n.with(name, [("count", lines.len().into())]) }
                    </h3>
                    { list(lines) }
                </section>
            }) }
        </div>
    }
}

/// Everything that keeps a file from being taken over, with its place.
pub fn problems(failure: &Failure) -> Html {
    let fields = failure.fields().iter();
    list(
        fields
            .map(|one| (one.field.clone(), one.message.clone()))
            .collect(),
    )
}

fn list(lines: Vec<Line>) -> Html {
    html! {
        <ul class="rx-report">
            { for lines.into_iter().map(|(what, said)| html! {
                <li><span class="rx-faint">{ what }</span>{ " " }<span>{ said }</span></li>
            }) }
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use routex_entity::api::{ImportFormat, ImportedThing, NotImported, SecretNeeded};

    use super::*;
    use crate::{i18n::use_i18n, testing::render};

    #[derive(Clone, Properties, PartialEq)]
    struct Props {
        report: ImportReport,
    }

    #[component]
    fn Report(props: &Props) -> Html {
        view(&use_i18n(), &props.report)
    }

    #[tokio::test]
    async fn what_is_taken_over_and_what_is_not_is_told() {
        let report = ImportReport {
            format: ImportFormat::Litellm,
            dry_run: true,
            made: vec![ImportedThing {
                resource: "client_key".to_owned(),
                name: "laptop".to_owned(),
            }],
            changed: Vec::new(),
            skipped: Vec::new(),
            left_out: vec![NotImported {
                what: "router_settings".to_owned(),
                reason: "has no counterpart".to_owned(),
            }],
            secrets_needed: vec![SecretNeeded {
                channel: "eu-1".to_owned(),
                secret: "OPENAI_API_KEY".to_owned(),
            }],
        };
        let page = render::<Report>(Props { report }).await;
        for part in [
            "client key",
            "laptop",
            "has no counterpart",
            "eu-1",
            "OPENAI_API_KEY",
            "Nothing has been changed yet",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("Stays as it is"), "{page}");
    }
}
