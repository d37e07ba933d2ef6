"""The Anthropic SDK: messages whole and streamed, token counts, models, errors."""

import asyncio

import anthropic
import pytest
from anthropic import Anthropic, AsyncAnthropic

from expected import CLIENT_KEY, INPUT_TOKENS, OUTPUT_TOKENS, TEXT, UNKNOWN_KEY, assert_failed_over

PROVIDER = "anthropic"


def ask(prompt: str, model: str = "sim-ok") -> dict:
    return {
        "model": model,
        "max_tokens": 1024,
        "messages": [{"role": "user", "content": prompt}],
    }


@pytest.fixture(params=["api_key", "auth_token"])
def client(routex: str, request: pytest.FixtureRequest) -> Anthropic:
    return Anthropic(base_url=routex, max_retries=0, **{request.param: CLIENT_KEY})


def test_message(client: Anthropic, prompt: str):
    raw = client.messages.with_raw_response.create(**ask(prompt))

    assert_failed_over(raw.headers, PROVIDER)
    message = raw.parse()
    assert message.content[0].text == TEXT
    assert message.stop_reason == "end_turn"
    assert message.usage.input_tokens == INPUT_TOKENS
    assert message.usage.output_tokens == OUTPUT_TOKENS


def test_stream(client: Anthropic, prompt: str):
    with client.messages.stream(**ask(prompt)) as stream:
        text = "".join(stream.text_stream)
        message = stream.get_final_message()
        headers = stream.response.headers

    assert_failed_over(headers, PROVIDER)
    assert text == TEXT
    assert message.stop_reason == "end_turn"
    assert message.usage.input_tokens == INPUT_TOKENS
    assert message.usage.output_tokens == OUTPUT_TOKENS


def test_count_tokens(client: Anthropic, prompt: str):
    raw = client.messages.with_raw_response.count_tokens(
        model="sim-ok", messages=ask(prompt)["messages"]
    )

    assert_failed_over(raw.headers, PROVIDER)
    assert raw.parse().input_tokens == INPUT_TOKENS


def test_models(client: Anthropic):
    assert "sim-ok" in [model.id for model in client.models.list()]


def test_async_stream_that_is_left_early(routex: str, prompt: str):
    async def talk() -> str:
        async with AsyncAnthropic(
            base_url=routex, auth_token=CLIENT_KEY, max_retries=0
        ) as client:
            async with client.messages.stream(**ask(prompt, "sim-long")) as left_early:
                assert_failed_over(left_early.response.headers, PROVIDER)
                first = await anext(aiter(left_early.text_stream))
                assert TEXT.startswith(first)
            async with client.messages.stream(**ask(f"Again: {prompt}")) as stream:
                return await stream.get_final_text()

    assert asyncio.run(talk()) == TEXT


def test_unknown_key(routex: str, prompt: str):
    client = Anthropic(base_url=routex, auth_token=UNKNOWN_KEY, max_retries=0)

    with pytest.raises(anthropic.AuthenticationError) as caught:
        client.messages.create(**ask(prompt))

    assert caught.value.body["error"]["type"] == "authentication_error"


def test_unknown_model(client: Anthropic, prompt: str):
    with pytest.raises(anthropic.NotFoundError) as caught:
        client.messages.create(**ask(prompt, "no-such-model"))

    assert caught.value.body["error"]["type"] == "not_found_error"


def test_rate_limit(client: Anthropic, prompt: str):
    with pytest.raises(anthropic.RateLimitError) as caught:
        client.messages.create(**ask(prompt, "sim-429"))

    assert caught.value.body["error"]["type"] == "rate_limit_error"
    assert int(caught.value.response.headers["retry-after"]) > 0
