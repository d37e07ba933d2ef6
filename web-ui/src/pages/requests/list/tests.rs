use routex_entity::api::RequestList;

use super::*;
use crate::testing::{InChinese, now, render, request};

fn props(query: &str, rows: u32, next: Option<&str>) -> Props {
    let log = Rc::new(Log::default()).reduce(Change::Ask(Filter::parse(query), now()));
    let question = log.question.clone().unwrap();
    let list = RequestList {
        items: (0..rows).rev().map(request).collect(),
        next_cursor: next.map(str::to_owned),
        searched_to: next.map(|_| now()),
    };
    let log = log.reduce(Change::Answer(question, Ok(list), now()));
    Props {
        log: (*log).clone(),
        tell: Callback::noop(),
        link: Link::Live,
        place: Rc::default(),
    }
}

#[tokio::test]
async fn of_ten_thousand_rows_a_window_is_on_the_page() {
    let page = render::<List>(props("", 10_000, None)).await;
    let rows = page.matches("rx-log__row\"").count();
    assert!((5..80).contains(&rows), "{rows} rows");
    assert!(page.contains(r#"aria-rowcount="10001""#));
    let gap = (10_000 - rows) * 52;
    assert!(page.contains(&format!(r#"height="{gap}""#)), "{gap}");
    assert!(page.contains("That is all: 10,000 requests"));
    assert!(!page.contains("style="));
}

#[tokio::test]
async fn a_list_without_rows_says_why() {
    let page = render::<List>(props("", 0, None)).await;
    assert!(page.contains("No requests yet"), "{page}");
    let page = render::<List>(props("model=x", 0, None)).await;
    assert!(page.contains("Clear the filters"), "{page}");
    let page = render::<InChinese<List>>(props("model=x", 0, Some("c"))).await;
    assert!(page.contains("已查到"), "{page}");
}

#[tokio::test]
async fn what_waits_is_told() {
    let mut props = props("", 3, None);
    let log = Rc::new(props.log.clone()).reduce(Change::Pause(true));
    let log = log.reduce(Change::Ended(vec![request(7), request(8)], now()));
    props.log = (*log).clone();
    let page = render::<List>(props).await;
    for text in ["2 new requests", "Paused", "Resume"] {
        assert!(page.contains(text), "{text} is missing in {page}");
    }
}
