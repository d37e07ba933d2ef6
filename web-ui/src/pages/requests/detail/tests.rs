use super::*;
use crate::testing::{InChinese, failed_over, now, render};

#[derive(Clone, Properties, PartialEq)]
struct Shown {
    request: Rc<ShownRequest>,
}

#[component]
fn Page(props: &Shown) -> Html {
    content(&props.request, &Callback::noop(), &None, &use_i18n())
}

fn shown(request: RequestDetail) -> Shown {
    let request = Rc::new(ShownRequest {
        request,
        bodies_until: None,
    });
    Shown { request }
}

#[tokio::test]
async fn a_failover_is_told_attempt_by_attempt() {
    let page = render::<Page>(shown(failed_over())).await;
    for text in [
        "1. eu-1",
        "2. us-1",
        "Overloaded",
        "529",
        "overloaded_error: Overloaded",
        "after 500 ms",
        "Another channel stepped in",
        "It is cooling down after the provider refused.",
        "0.18 ms",
        r#"href="/requests?channel=us-1""#,
        // The answer of the second attempt: the last quarter.
        r#"x="750.0" width="250.0""#,
    ] {
        assert!(page.contains(text), "{text} is missing in {page}");
    }
    assert!(!page.contains("style="), "{page}");
    let page = render::<InChinese<Page>>(shown(failed_over())).await;
    assert!(
        page.contains("上游过载") && page.contains("500 ms 后开始"),
        "{page}"
    );
}

#[tokio::test]
async fn a_request_that_went_nowhere_says_so() {
    let mut request = failed_over();
    request.attempts.clear();
    request.decision = String::new();
    request.error = Some("no channel serves <x>".to_owned());
    request.started_at = now();
    let page = render::<Page>(shown(request)).await;
    for text in ["Nothing was sent", "&lt;x&gt;", "No channel was chosen"] {
        assert!(page.contains(text), "{text} is missing in {page}");
    }
}

#[tokio::test]
async fn words_of_a_later_version_stand_for_themselves() {
    let mut request = failed_over();
    request.decision = "by_the_moon;eu-1:too_bright;us-1:lacks_hosted_tools".to_owned();
    let page = render::<Page>(shown(request)).await;
    for text in ["by_the_moon", "too_bright", ": Hosted tools."] {
        assert!(page.contains(text), "{text} is missing in {page}");
    }
}
