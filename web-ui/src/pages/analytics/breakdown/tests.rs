use routex_entity::api::{Usd, time};

use super::*;
use crate::{i18n::Language, pages::analytics::figures::testing::figures, testing::render};

#[derive(Clone, Properties, PartialEq)]
struct Shown {
    breakdown: AnalyticsBreakdown,
    language: Language,
}

#[component]
fn Table(props: &Shown) -> Html {
    let i18n = I18n::new(props.language);
    table(&i18n, &props.breakdown, &View::default(), &Callback::noop())
}

fn row(name: Option<&str>, others_count: u64, requests: u64) -> AnalyticsRow {
    AnalyticsRow {
        name: name.map(str::to_owned),
        others: others_count > 0,
        others_count,
        figures: figures(requests),
    }
}

fn breakdown(rows: Vec<AnalyticsRow>) -> AnalyticsBreakdown {
    AnalyticsBreakdown {
        from: time(0),
        to: time(1),
        group_by: GroupBy::Channel,
        sort: Ranking::Requests,
        rows,
        total: figures(1000),
        counting_before: None,
    }
}

async fn shown(breakdown: AnalyticsBreakdown) -> String {
    let language = Language::English;
    render::<Table>(Shown {
        breakdown,
        language,
    })
    .await
}

#[tokio::test]
async fn rows_have_their_share_and_the_rest_is_told() {
    let page = shown(breakdown(vec![
        row(Some("eu-1"), 0, 750),
        row(None, 7, 250),
    ]))
    .await;
    for text in [
        "eu-1",
        "750",
        "75%",
        "7 others",
        "Show more",
        "Total",
        "1,000",
        "1.24 s",
        "1 without a price",
    ] {
        assert!(page.contains(text), "{text} is missing in {page}");
    }
    assert_eq!(
        page.matches(r#"aria-sort="descending""#).count(),
        1,
        "{page}"
    );
    assert!(!page.contains("style="), "{page}");
}

#[tokio::test]
async fn a_cost_that_nobody_knows_is_not_nothing() {
    let mut all = breakdown(vec![row(None, 0, 10)]);
    for figures in [&mut all.rows[0].figures, &mut all.total] {
        figures.metrics.as_mut().unwrap().cost_usd = Usd::from_nanos(0);
    }
    let page = shown(all).await;
    assert!(!page.contains("$0"), "{page}");
    assert!(page.contains("without a price"), "{page}");
    assert!(page.contains("(none)"), "{page}");
}

#[tokio::test]
async fn the_table_speaks_chinese() {
    let breakdown = breakdown(vec![row(Some("eu-1"), 0, 750)]);
    let language = Language::Chinese;
    let page = render::<Table>(Shown {
        breakdown,
        language,
    })
    .await;
    for text in ["渠道", "请求", "合计"] {
        assert!(page.contains(text), "{text} is missing in {page}");
    }
}

#[test]
fn outcomes_have_their_words() {
    let i18n = I18n::new(Language::English);
    let name = |group, name| name_of(&i18n, group, name, false);
    assert_eq!(name(GroupBy::Outcome, Some("rate_limited")), "Rate limited");
    assert_eq!(name(GroupBy::Channel, Some("success")), "success");
    assert_eq!(name(GroupBy::Key, None), "(none)");
}
