//! What operators are told about channels, aliases and client keys.

use super::problems;

/// The keys that are told about in a channel with these lines, and the messages.
fn in_channel(lines: &str) -> Vec<String> {
    let text = format!("[[channel]]\nname = \"a\"\n{lines}\n");
    told_of("[[channel]] \"a\": ", &text)
}

fn told_of(place: &str, text: &str) -> Vec<String> {
    problems(text, &[])
        .into_iter()
        .map(|line| match line.split_once(place) {
            Some((_, problem)) => problem.to_owned(),
            None => line,
        })
        .collect()
}

const OPENAI: &str = "provider = \"openai\"\napi_keys = [\"k\"]\n";

#[test]
fn one_mistake_in_a_channel() {
    for (line, told) in [
        (
            "weight = 0",
            "weight: expected a whole number from 1 to 1000000, found 0",
        ),
        (
            "priority = 1.5",
            "priority: expected a whole number from -2147483648 to 2147483647, found 1.5",
        ),
        (
            "rpm = -1",
            "rpm: expected a whole number from 0 to 4294967295, found -1",
        ),
        (
            "tpm = \"many\"",
            "tpm: expected a whole number from 0 to 4294967295, found \"many\"",
        ),
        (
            "max_concurrency = true",
            "max_concurrency: expected a whole number from 0 to 4294967295, found true",
        ),
        (
            "dialects = []",
            "dialects: is empty; say which it speaks: anthropic, openai_chat, openai_responses, gemini",
        ),
        (
            "dialects = [\"klingon\"]",
            "dialects[0]: unknown dialect \"klingon\"; known: anthropic, openai_chat, openai_responses, gemini",
        ),
        (
            "dialects = [\"anthropic\"]",
            "base_url: is missing: the preset openai has no address for anthropic; add base_url = \"https://…\"",
        ),
        (
            "base_url = \"http://10.0.0.1/v1\"",
            "base_url: 10.0.0.1 is private; set allow_private_network to allow it",
        ),
        (
            "base_url = \"ftp://h\"",
            "base_url: the scheme must be https or http, not ftp",
        ),
        (
            "base_url = \"api.example.com\"",
            "base_url: is not an absolute URL (relative URL without a base); write https://host/path",
        ),
        (
            "base_url = \"https://h?x=1\"",
            "base_url: must not hold a query (?…): paths are added behind it",
        ),
        (
            "first_byte_timeout_ms = 900000",
            "first_byte_timeout_ms: is longer than [routing] total_timeout_ms = 600000; lower this or raise that",
        ),
        (
            "headers = { \"a b\" = \"1\" }",
            "headers.\"a b\": \"a b\" cannot be the name of a header: invalid HTTP header name",
        ),
        (
            "headers = { Authorization = \"canary\" }",
            "headers.\"Authorization\": is set by Routex itself; remove it (keys go into api_keys)",
        ),
        (
            "headers = { x = 1 }",
            "headers.\"x\": expected text in quotes, found a number without quotes",
        ),
        (
            "headers = 1",
            "headers: expected a table, found a number without quotes; write { name = \"value\" }",
        ),
        (
            "proxy = \"ftp://u:canary@x\"",
            "proxy: must begin with socks5:// or http://, not ftp://",
        ),
        (
            "models = [\"\"]",
            "models[0]: is empty or holds a control character; write a model name",
        ),
        (
            "models = 1",
            "models: expected a list, found a number without quotes; write [ … ]",
        ),
        (
            "model_map = { a = \"\" }",
            "model_map.\"a\": is empty or holds a control character; write a model name",
        ),
        (
            "tags = \"a b\"",
            "tags[0]: must begin with a letter or digit and hold only letters, digits and \".\" \"_\" \"-\"",
        ),
    ] {
        assert_eq!(in_channel(&format!("{OPENAI}{line}")), [told], "{line}");
    }
}

#[test]
fn keys_and_providers() {
    for (lines, told) in [
        (
            "provider = \"openai\"",
            &[
                "api_keys: is empty; add api_keys = [\"${…}\"] (any word for a server that asks for none), or set \
               enabled = false",
            ][..],
        ),
        ("provider = \"openai\"\nenabled = false", &[]),
        (
            "provider = \"openai\"\napi_keys = [\"a\", \"a\", \"b c\", 1, \"\"]",
            &[
                "api_keys[1]: is the same key again; remove it",
                "api_keys[2]: holds a space, a line break or another character that cannot be sent in a header",
                "api_keys[3]: expected text in quotes, found a number without quotes",
                "api_keys[4]: is empty",
            ],
        ),
        (
            "provider = \"openai_compatible\"\napi_keys = [\"k\"]",
            &[
                "base_url: is missing: the preset openai_compatible has no address for openai_chat; add base_url = \
               \"https://…\"",
            ],
        ),
        (
            "provider = \"ollama\"\napi_keys = [\"k\"]",
            &[
                "provider: the preset ollama leads to http://localhost:11434/v1: localhost is this machine; set \
               allow_private_network to allow it",
            ],
        ),
    ] {
        assert_eq!(in_channel(lines), told, "{lines}");
    }
    let told = in_channel("provider = \"openia\"\napi_keys = [\"k\"]");
    let start =
        "provider: there is no provider \"openia\" (did you mean \"openai\"?); known: anthropic, ";
    assert!(told[0].starts_with(start), "{told:?}");
}

#[test]
fn names_of_channels() {
    assert_eq!(
        problems(
            "[[channel]]\nprovider = \"openai\"\napi_keys = [\"k\"]\n",
            &[]
        ),
        ["routex.toml:1: [[channel]] number 1: name: is missing; add name = \"openai-a\""]
    );
    let twice = format!("[[channel]]\nname = \"a\"\n{OPENAI}\n[[channel]]\nname = \"a\"\n{OPENAI}");
    assert_eq!(
        problems(&twice, &[]),
        [
            "routex.toml:7: [[channel]] \"a\": name: is used by an earlier one already; rename one of them"
        ]
    );
}

#[test]
fn aliases_that_lead_nowhere() {
    let channel =
        format!("[[channel]]\nname = \"openai-a\"\n{OPENAI}models = [\"m\"]\ntags = [\"eu\"]\n");
    for (target, told) in [
        (
            "{ channel = \"openai-b\", model = \"m\" }",
            "targets[0] channel: there is no channel \"openai-b\" (did you mean \"openai-a\"?); there are: openai-a",
        ),
        (
            "{ tag = \"us\", model = \"m\" }",
            "targets[0] tag: there is no channel with the tag \"us\"; there are: eu",
        ),
        (
            "{ channel = \"openai-a\", model = \"n\" }",
            "targets[0] model: \"n\" is not served by openai-a; add it to the channel's models or model_map",
        ),
        (
            "{ tag = \"eu\", model = \"n\" }",
            "targets[0] model: \"n\" is not served by openai-a; add it to the channel's models or model_map",
        ),
        (
            "{ model = \"m\" }",
            "targets[0] channel: is missing; add channel = \"…\" or tag = \"…\"",
        ),
        (
            "{ channel = \"openai-a\", tag = \"eu\", model = \"m\" }",
            "targets[0] tag: a target has a channel or a tag, not both; remove one",
        ),
        (
            "{ channel = \"openai-a\" }",
            "targets[0] model: is missing; add model = \"…\"",
        ),
        (
            "{ channel = \"openai-a\", model = \"m\", modle = 1 }",
            "targets[0] modle: there is no such key (did you mean \"model\"?); known: channel, tag, model",
        ),
        (
            "3",
            "targets[0]: expected a table, found a number without quotes; write { … }",
        ),
        (
            "",
            "targets: is empty; add targets = [ { channel = \"…\", model = \"…\" } ]",
        ),
        (
            "{ channel = \"${X}\", model = \"m\" }",
            "targets[0] channel: environment variable X is not set; set it, or write the value here instead of \
             \"${X}\"",
        ),
    ] {
        let text = format!("{channel}[[alias]]\nname = \"x\"\ntargets = [{target}]\n");
        assert_eq!(told_of("[[alias]] \"x\": ", &text), [told], "{target}");
    }
}

#[test]
fn a_channel_with_problems_does_not_make_its_aliases_look_wrong() {
    let text = "[[channel]]\nname = \"a\"\nprovider = \"openai\"\napi_keys = []\ntags = [\"eu\"]\n\
                [[alias]]\nname = \"x\"\ntargets = [{ channel = \"a\", model = \"m\" }, { tag = \"eu\", model = \"m\" }]\n";

    assert_eq!(problems(text, &[]).len(), 1, "only the missing key is told");
}

#[test]
fn client_keys() {
    for (lines, told) in [
        (
            "key = \"canary\"",
            "key: is shorter than 20 characters; make a random one, for example with: openssl rand -hex 32",
        ),
        (
            "budget_usd = -1",
            "budget_usd: expected dollars as a plain number such as 12.50, not negative, with at most 9 decimals; \
             found -1",
        ),
        (
            "budget_usd = 5",
            "budget_window: is missing beside budget_usd; add budget_window = \"day\", \"week\", \"month\" or \
             \"total\"",
        ),
        (
            "budget_window = \"year\"",
            "budget_window: unknown budget window \"year\"; known: day, week, month, total",
        ),
        (
            "budget_usd = 5\nbudget_window = \"day\"\nbudgets = [{ window = \"day\", usd = 1 }]",
            "budgets: stands beside budget_usd, which is short for a single one; keep one of the two",
        ),
        (
            "budgets = [{ window = \"day\", usd = 1 }, { window = \"day\", usd = 2 }]",
            "budgets: has two for day; keep one",
        ),
        (
            "budgets = [{ window = \"day\", usd = 0 }]",
            "budgets[0] usd: is 0, which nobody can spend; write more, or leave it out",
        ),
        (
            "allowed_ips = [\"home\"]",
            "allowed_ips[0]: \"home\" is no address and no network; write 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32",
        ),
        (
            "queue_ms = 60001",
            "queue_ms: expected a whole number from 0 to 60000, found 60001",
        ),
        (
            "expires_at = \"tomorrow\"",
            "expires_at: expected date, time and offset such as 2027-01-01T00:00:00Z, found \"tomorrow\"",
        ),
        (
            "expires_at = 2027-01-01",
            "expires_at: expected date, time and offset such as 2027-01-01T00:00:00Z, found 2027-01-01",
        ),
    ] {
        let text = format!("[[client_key]]\nname = \"k\"\n{lines}\n");
        assert_eq!(told_of("[[client_key]] \"k\": ", &text), [told], "{lines}");
    }
    let key = "key = \"01234567890123456789\"\n";
    let text = format!("[[client_key]]\nname = \"k\"\n{key}[[client_key]]\nname = \"l\"\n{key}");
    assert_eq!(
        told_of("[[client_key]] \"l\": ", &text),
        ["key: is the key of another [[client_key]]; make a new one"]
    );
}
