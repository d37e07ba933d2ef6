mod samples;

use proptest::prelude::*;

use self::samples::{ANTHROPIC, CHAT, GEMINI, RESPONSES, answers, gemini_array};
use super::*;

/// What came out of a reader that was given these chunks.
#[derive(Debug, PartialEq)]
struct Story {
    delivered: Vec<u8>,
    fault: Option<StreamFault>,
    finish: End,
    usage: TokenUsage,
    partial: bool,
    content: bool,
    model: Option<String>,
    response_id: Option<String>,
    sequence: u64,
}

fn follow<'a>(
    dialect: Dialect,
    framing: Framing,
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> Story {
    let mut reader = StreamReader::new(dialect, framing);
    let mut delivered = Vec::new();
    let mut fault = None;
    for chunk in chunks {
        let progress = reader.push(Bytes::copy_from_slice(chunk));
        delivered.extend_from_slice(&progress.ready);
        fault = fault.or(progress.fault);
    }
    let finish = reader.finish();
    delivered.extend_from_slice(&finish.rest);
    Story {
        delivered,
        fault: fault.or(finish.fault),
        finish: finish.end,
        usage: reader.usage(),
        partial: reader.usage_is_partial(),
        content: reader.saw_content(),
        model: reader.model().map(str::to_owned),
        response_id: reader.response_id().map(str::to_owned),
        sequence: reader.position().sequence,
    }
}

fn whole(dialect: Dialect, stream: &str) -> Story {
    follow(dialect, Framing::Sse, [stream.as_bytes()])
}

fn error_of(story: Story) -> (String, Option<String>, Option<u16>) {
    match story.fault {
        Some(StreamFault::ErrorEvent {
            kind, code, status, ..
        }) => (kind, code, status),
        other => panic!("no error event: {other:?}"),
    }
}

#[test]
fn a_whole_answer_passes_unchanged_and_is_metered() {
    for (dialect, framing, stream) in answers() {
        let story = follow(dialect, framing, [stream.as_bytes()]);
        assert_eq!(story.delivered, stream.as_bytes(), "{dialect:?}");
        assert_eq!(
            (story.fault, story.finish),
            (None, End::Complete),
            "{dialect:?}"
        );
        assert!(story.content && !story.partial, "{dialect:?}");
        let usage = story.usage;
        assert_eq!((usage.cache_read, usage.output), (4, 15), "{dialect:?}");
        if dialect == Dialect::Anthropic {
            assert_eq!(
                (usage.input, usage.cache_write_short, usage.cache_write_long),
                (25, 10, 20)
            );
        } else {
            assert_eq!(usage.input, 5, "{dialect:?}");
        }
        assert!(story.model.is_some(), "{dialect:?}");
    }
}

#[test]
fn a_response_tells_its_id_and_its_place_in_the_sequence() {
    let story = whole(Dialect::OpenaiResponses, RESPONSES);
    assert_eq!(story.response_id.as_deref(), Some("resp_1"));
    assert_eq!((story.sequence, story.usage.reasoning), (5, 6));
}

#[test]
fn wherever_the_network_cuts_the_story_is_the_same() {
    for (dialect, framing, stream) in answers() {
        let expected = follow(dialect, framing, [stream.as_bytes()]);
        for at in 0..=stream.len() {
            let (left, right) = stream.as_bytes().split_at(at);
            assert_eq!(
                follow(dialect, framing, [left, right]),
                expected,
                "{dialect:?} at {at}"
            );
        }
        assert_eq!(
            follow(dialect, framing, stream.as_bytes().chunks(1)),
            expected
        );
    }
}

#[test]
fn preamble_is_not_content() {
    for (dialect, framing, stream, first_content) in [
        (Dialect::Anthropic, Framing::Sse, ANTHROPIC, "Grüße"),
        (Dialect::OpenaiChat, Framing::Sse, CHAT, "Hello"),
        (Dialect::OpenaiResponses, Framing::Sse, RESPONSES, "Hi"),
        (Dialect::Gemini, Framing::Sse, GEMINI, "functionCall"),
    ] {
        let content = stream.find(first_content).unwrap();
        let frame_end = |from: usize| {
            let blank = if dialect == Dialect::Gemini {
                "\r\n\r\n"
            } else {
                "\n\n"
            };
            from + stream[from..].find(blank).unwrap() + blank.len()
        };
        let mut reader = StreamReader::new(dialect, framing);
        let before = reader.push(Bytes::copy_from_slice(&stream.as_bytes()[..content]));
        assert!(!before.content, "{dialect:?}");
        assert!(!before.ready.is_empty());
        let rest = &stream.as_bytes()[content..frame_end(content)];
        assert!(
            reader.push(Bytes::copy_from_slice(rest)).content,
            "{dialect:?}"
        );
    }
}

#[test]
fn a_cut_is_never_taken_for_an_end() {
    for (dialect, framing, stream) in answers() {
        let end_mark = match dialect {
            Dialect::Anthropic => "end_turn",
            Dialect::OpenaiChat => "\"stop\"",
            Dialect::OpenaiResponses => "response.completed",
            Dialect::Gemini => "STOP",
        };
        for at in 0..stream.find(end_mark).unwrap() {
            let story = follow(dialect, framing, [&stream.as_bytes()[..at]]);
            let expected = if story.content {
                End::Truncated
            } else {
                End::Empty
            };
            assert_eq!(story.finish, expected, "{dialect:?} cut at {at}");
            assert!(story.partial);
            assert!(stream.as_bytes().starts_with(&story.delivered));
        }
    }
}

#[test]
fn an_array_without_its_bracket_is_cut_even_behind_its_last_element() {
    let stream = gemini_array();
    let bracket = stream.rfind(']').unwrap();
    for at in stream.find("STOP").unwrap()..=bracket {
        let story = follow(
            Dialect::Gemini,
            Framing::JsonArray,
            [&stream.as_bytes()[..at]],
        );
        assert_eq!(story.finish, End::Truncated, "cut at {at}");
    }
    let closed = &stream.as_bytes()[..=bracket];
    let story = follow(Dialect::Gemini, Framing::JsonArray, [closed]);
    assert_eq!(story.finish, End::Complete);
}

#[test]
fn a_stored_response_that_failed_is_a_good_answer_to_how_it_went() {
    let failed = RESPONSES.replace("response.completed", "response.failed");
    let error = "event: error\ndata: {\"type\":\"error\",\"message\":\"no\"}\n\n";

    let mut reader = StreamReader::replaying();
    let progress = reader.push(Bytes::from(failed.clone()));

    assert_eq!(
        (progress.ready, progress.fault),
        (failed.clone().into(), None)
    );
    assert_eq!(reader.finish().end, End::Complete);
    // When it is made it is a failure; and so is one of the repetition itself.
    assert!(whole(Dialect::OpenaiResponses, &failed).fault.is_some());
    let mut reader = StreamReader::replaying();
    assert!(
        reader
            .push(Bytes::from_static(error.as_bytes()))
            .fault
            .is_some()
    );
}

#[test]
fn an_answer_is_complete_when_it_said_so_whatever_is_missing_after_it() {
    let until = |stream: &str, mark: &str| stream[..stream.find(mark).unwrap()].to_owned();
    let no_stop = until(ANTHROPIC, "event: message_stop");
    assert_eq!(whole(Dialect::Anthropic, &no_stop).finish, End::Complete);
    let imitated = format!("{ANTHROPIC}data: [DONE]\n\n");
    let story = whole(Dialect::Anthropic, &imitated);
    assert_eq!((story.finish, story.fault), (End::Complete, None));
    let no_done = until(CHAT, "data: [DONE]");
    let story = whole(Dialect::OpenaiChat, &no_done);
    assert_eq!((story.finish, story.partial), (End::Complete, false));
    let no_blank_line = GEMINI.trim_end();
    let story = whole(Dialect::Gemini, no_blank_line);
    assert_eq!((story.finish, story.usage.output), (End::Complete, 15));
    assert_eq!(story.delivered, no_blank_line.as_bytes());
}

#[test]
fn output_is_estimated_when_nobody_tells_it() {
    let silent = CHAT.replace(r#"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-6-sol","choices":[],"usage""#, ": ");
    let story = whole(Dialect::OpenaiChat, &silent);
    assert_eq!(story.finish, End::Complete);
    assert!(story.partial);
    assert_eq!(story.usage.output, 2);

    let cut = &ANTHROPIC[..ANTHROPIC.find("event: message_delta").unwrap()];
    let story = whole(Dialect::Anthropic, cut);
    assert!(story.partial && story.usage.output > 4, "{:?}", story.usage);
    assert_eq!(story.usage.input, 25);
}

#[test]
fn a_finish_without_a_word_is_an_answer_and_a_stop_without_a_finish_none() {
    let chat = "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"},\"finish_reason\":\"stop\"}]}\n\n";
    let story = whole(Dialect::OpenaiChat, chat);
    assert_eq!((story.finish, story.content), (End::Complete, true));
    assert_eq!(
        whole(Dialect::OpenaiChat, "data: [DONE]\n\n").finish,
        End::Empty
    );
    let start = &ANTHROPIC[..ANTHROPIC.find("event: content_block_start").unwrap()];
    let stopped = format!("{start}event: message_stop\ndata: {{\"type\":\"message_stop\"}}\n\n");
    assert_eq!(whole(Dialect::Anthropic, &stopped).finish, End::Empty);
    assert_eq!(whole(Dialect::Gemini, "").finish, End::Empty);
    let blocked = "data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}\n\n";
    assert_eq!(whole(Dialect::Gemini, blocked).finish, End::Complete);
}

#[test]
fn several_choices_are_complete_with_the_last() {
    let chunk = |index: u32, finish: &str| {
        format!(
            "data: {{\"choices\":[{{\"index\":{index},\"delta\":{{\"content\":\"a\"}},\"finish_reason\":{finish}}}]}}\n\n"
        )
    };
    let one = [chunk(0, "null"), chunk(1, "null"), chunk(0, "\"stop\"")].concat();
    assert_eq!(whole(Dialect::OpenaiChat, &one).finish, End::Truncated);
    let both = one + &chunk(1, "\"length\"");
    assert_eq!(whole(Dialect::OpenaiChat, &both).finish, End::Complete);
}

#[test]
fn content_of_every_kind_is_seen() {
    let content = |dialect, data: &str| whole(dialect, &format!("data: {data}\n\n")).content;
    for delta in [
        r#"{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}"#,
        r#"{"reasoning_content":"Hm"}"#,
        r#"{"refusal":"No"}"#,
        r#"{"content":[{"type":"thinking"}]}"#,
    ] {
        let chunk = format!(r#"{{"choices":[{{"index":0,"delta":{delta}}}]}}"#);
        assert!(content(Dialect::OpenaiChat, &chunk), "{delta}");
    }
    assert!(!content(
        Dialect::OpenaiChat,
        r#"{"choices":[{"index":0,"delta":{"tool_calls":[],"audio":null}}]}"#
    ));
    assert!(!content(
        Dialect::OpenaiChat,
        r#"{"choices":[],"prompt_filter_results":[{}]}"#
    ));
    assert!(content(
        Dialect::OpenaiChat,
        r#"{"choices":[{"index":0,"text":"old"}]}"#
    ));
    assert!(content(
        Dialect::OpenaiChat,
        r#"{"type":"image_generation.partial_image","b64_json":"AA"}"#
    ));
    for event in [
        r#"{"type":"content_block_start","content_block":{"type":"tool_use","name":"f","input":{}}}"#,
        r#"{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"Hm"}}"#,
        r#"{"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":"{"}}"#,
        r#"{"type":"content_block_delta","delta":{"type":"signature_delta","signature":"s"}}"#,
    ] {
        assert!(content(Dialect::Anthropic, event), "{event}");
    }
    assert!(!content(
        Dialect::Anthropic,
        r#"{"type":"content_block_delta","delta":{"type":"text_delta","text":""}}"#
    ));
    assert!(!content(
        Dialect::Anthropic,
        r#"{"type":"something_new","delta":null}"#
    ));
    assert!(content(
        Dialect::OpenaiResponses,
        r#"{"type":"response.web_search_call.searching"}"#
    ));
    assert!(!content(
        Dialect::OpenaiResponses,
        r#"{"type":"keepalive"}"#
    ));
}

#[test]
fn errors_in_the_first_event_are_found_in_every_dialect() {
    let error = |dialect, stream: &str| {
        let story = whole(dialect, stream);
        assert_eq!((story.finish, story.content), (End::Empty, false));
        error_of(story)
    };
    assert_eq!(
        error(
            Dialect::Anthropic,
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"
        ),
        ("overloaded_error".into(), None, Some(529))
    );
    assert_eq!(
        error(
            Dialect::OpenaiChat,
            "data: {\"error\":{\"message\":\"m\",\"type\":\"rate_limit_error\",\"code\":429}}\n\n"
        ),
        ("rate_limit_error".into(), Some("429".into()), Some(429))
    );
    assert_eq!(
        error(
            Dialect::OpenaiResponses,
            "event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":1,\"response\":{\"id\":\"resp_1\",\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"m\"}}}\n\n"
        ),
        (String::new(), Some("server_error".into()), Some(500))
    );
    assert_eq!(
        error(
            Dialect::OpenaiResponses,
            "data: {\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"m\",\"param\":null,\"sequence_number\":0}\n\n"
        ),
        (String::new(), Some("rate_limit_exceeded".into()), Some(429))
    );
    let bare = "{\n  \"error\": {\n    \"code\": 503,\n    \"message\": \"m\",\n    \"status\": \"UNAVAILABLE\"\n  }\n}\n";
    assert_eq!(
        error(Dialect::Gemini, bare),
        ("UNAVAILABLE".into(), Some("503".into()), Some(503))
    );
}

#[test]
fn an_error_after_content_leaves_what_came_before() {
    let content = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"Hi\"}}\n\n";
    let error = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"m\"}}\n\n";
    let mut reader = StreamReader::new(Dialect::Anthropic, Framing::Sse);
    let progress = reader.push(Bytes::from(format!("{content}{error}{content}")));
    assert_eq!(progress.ready, content);
    assert!(matches!(
        progress.fault,
        Some(StreamFault::ErrorEvent { ref frame, .. }) if frame == error
    ));
    let after = reader.push(Bytes::from_static(content.as_bytes()));
    assert!(after.ready.is_empty() && after.fault.is_none());
    assert_eq!(reader.finish().end, End::Truncated);
}

#[test]
fn a_malformed_event_is_a_fault_that_does_not_quote_it() {
    for (dialect, framing, stream) in answers() {
        let Some(quote) = stream.rfind("{\"") else {
            continue;
        };
        let mut broken = stream.clone();
        broken.replace_range(quote..=quote, "{secret ");
        let story = follow(dialect, framing, [broken.as_bytes()]);
        let Some(StreamFault::Malformed { detail }) = story.fault else {
            panic!("{dialect:?}: {:?}", story.fault);
        };
        assert!(!detail.contains("secret"), "{detail}");
    }
}

#[test]
fn a_frame_without_end_is_given_up() {
    let mut reader = StreamReader::new(Dialect::OpenaiChat, Framing::Sse);
    let chunk = Bytes::from(vec![b'x'; 1024 * 1024]);
    let faults = (0..17).filter_map(|_| reader.push(chunk.clone()).fault);
    assert_eq!(faults.collect::<Vec<_>>(), [StreamFault::TooLong]);
}

proptest! {
    #[test]
    fn any_chunking_tells_the_same_story(which in 0..5_usize, sizes in prop::collection::vec(1..200_usize, 1..40)) {
        let (dialect, framing, stream) = answers()[which].clone();
        let mut rest = stream.as_bytes();
        let mut chunks = Vec::new();
        for size in sizes {
            let (chunk, left) = rest.split_at(size.min(rest.len()));
            chunks.push(chunk);
            rest = left;
        }
        chunks.push(rest);
        prop_assert_eq!(
            follow(dialect, framing, chunks),
            follow(dialect, framing, [stream.as_bytes()])
        );
    }

    #[test]
    fn any_bytes_are_followed_without_panic(
        which in 0..5_usize,
        chunks in prop::collection::vec(any::<Vec<u8>>(), 0..6),
        at in any::<prop::sample::Index>(),
        junk: Vec<u8>,
    ) {
        let (dialect, framing, stream) = answers()[which].clone();
        follow(dialect, framing, chunks.iter().map(Vec::as_slice));
        let (left, right) = stream.as_bytes().split_at(at.index(stream.len()));
        let story = follow(dialect, framing, [left, &junk, right]);
        prop_assert!(story.delivered.len() <= stream.len() + junk.len());
    }
}
