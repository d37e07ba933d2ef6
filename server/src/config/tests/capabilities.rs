use routex_entity::Feature;

use super::*;

fn in_channel(lines: &str) -> String {
    format!("[[channel]]\nname = \"a\"\nprovider = \"openai\"\napi_keys = [\"sk-1\"]\n{lines}\n")
}

#[test]
fn capabilities_are_read_by_pattern() {
    let lines = r#"capabilities = { "*" = { images = true }, "gpt-*" = { tools = false, json_schema = true } }"#;

    let config = good(&in_channel(lines), &[]);

    let said = &config.channels[0].capabilities;
    assert!(said["*"][&Feature::Images]);
    let narrow: Vec<(Feature, bool)> = said["gpt-*"].iter().map(|(it, can)| (*it, *can)).collect();
    assert_eq!(
        narrow,
        [(Feature::Tools, false), (Feature::JsonSchema, true)]
    );
}

#[test]
fn every_mistake_in_capabilities_is_told() {
    let lines = r#"capabilities = { "" = { images = true }, "a" = { pictures = true, tools = 3 }, "b" = true }"#;

    let told = problems(&in_channel(lines), &[]);

    let expected = [
        "capabilities.\"\": is empty or holds a control character; write a model name",
        "capabilities.\"a\".pictures: unknown capability \"pictures\"; known: tools, images, documents",
        "capabilities.\"a\".tools: expected true or false, found 3",
        "capabilities.\"b\": expected a table, found true or false without quotes; write { … }",
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.contains(expected), "{told}");
    }
    let text = in_channel("capabilities = \"images\"");
    assert!(problems(&text, &[])[0].contains("capabilities: expected a table, found text"));
}
