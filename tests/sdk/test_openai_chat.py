"""The OpenAI SDK's chat completions, whole and streamed, and their errors."""

import asyncio

import openai
import pytest
from openai import AsyncOpenAI, OpenAI

from expected import CLIENT_KEY, INPUT_TOKENS, OUTPUT_TOKENS, TEXT, UNKNOWN_KEY, assert_failed_over

PROVIDER = "openai"


def ask(prompt: str, model: str = "sim-ok") -> dict:
    return {"model": model, "messages": [{"role": "user", "content": prompt}]}


@pytest.fixture
def client(routex: str) -> OpenAI:
    return OpenAI(base_url=f"{routex}/v1", api_key=CLIENT_KEY, max_retries=0)


def test_completion(client: OpenAI, prompt: str):
    raw = client.chat.completions.with_raw_response.create(**ask(prompt))

    assert_failed_over(raw.headers, PROVIDER)
    completion = raw.parse()
    assert completion.choices[0].message.content == TEXT
    assert completion.choices[0].finish_reason == "stop"
    assert completion.usage.prompt_tokens == INPUT_TOKENS
    assert completion.usage.completion_tokens == OUTPUT_TOKENS


def test_stream_has_no_usage_unless_asked_for(client: OpenAI, prompt: str):
    raw = client.chat.completions.with_raw_response.create(stream=True, **ask(prompt))

    assert_failed_over(raw.headers, PROVIDER)
    chunks = list(raw.parse())
    assert text_of(chunks) == TEXT
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)


def test_stream_with_usage(client: OpenAI, prompt: str):
    raw = client.chat.completions.with_raw_response.create(
        stream=True, stream_options={"include_usage": True}, **ask(prompt)
    )

    assert_failed_over(raw.headers, PROVIDER)
    *chunks, last = raw.parse()
    assert text_of(chunks) == TEXT
    assert last.choices == []
    assert last.usage.prompt_tokens == INPUT_TOKENS
    assert last.usage.completion_tokens == OUTPUT_TOKENS


def test_async_stream_that_is_left_early(routex: str, prompt: str):
    async def talk() -> str:
        async with AsyncOpenAI(
            base_url=f"{routex}/v1", api_key=CLIENT_KEY, max_retries=0
        ) as client:
            left_early = await client.chat.completions.create(
                stream=True, **ask(prompt, "sim-long")
            )
            async for chunk in left_early:
                if chunk.choices[0].delta.content:
                    break
            await left_early.close()
            stream = await client.chat.completions.create(stream=True, **ask(f"Again: {prompt}"))
            return text_of([chunk async for chunk in stream])

    assert asyncio.run(talk()) == TEXT


def test_unknown_key(routex: str, prompt: str):
    client = OpenAI(base_url=f"{routex}/v1", api_key=UNKNOWN_KEY, max_retries=0)

    with pytest.raises(openai.AuthenticationError) as caught:
        client.chat.completions.create(**ask(prompt))

    assert caught.value.message


def test_unknown_model(client: OpenAI, prompt: str):
    with pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(**ask(prompt, "no-such-model"))

    assert caught.value.code == "model_not_found"


def test_rate_limit(client: OpenAI, prompt: str):
    with pytest.raises(openai.RateLimitError) as caught:
        client.chat.completions.create(**ask(prompt, "sim-429"))

    assert int(caught.value.response.headers["retry-after"]) > 0


def text_of(chunks) -> str:
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
