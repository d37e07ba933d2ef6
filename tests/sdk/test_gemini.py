"""The Google Gen AI SDK: content whole and streamed, token counts, models, errors."""

import asyncio

import pytest
from google import genai
from google.genai import errors, types

from expected import CLIENT_KEY, INPUT_TOKENS, OUTPUT_TOKENS, TEXT, UNKNOWN_KEY, assert_failed_over

PROVIDER = "gemini"


def client_for(
    routex: str, key: str = CLIENT_KEY, api_version: str | None = None
) -> genai.Client:
    options = types.HttpOptions(
        base_url=routex,
        api_version=api_version,
        retry_options=types.HttpRetryOptions(attempts=1),
    )
    return genai.Client(vertexai=False, api_key=key, http_options=options)


@pytest.fixture(params=[None, "v1beta"], ids=["default", "v1beta"])
def client(routex: str, request: pytest.FixtureRequest) -> genai.Client:
    """The SDK's own choice of API version is v1 for an address that is not Google's."""
    return client_for(routex, api_version=request.param)


def test_content(client: genai.Client, prompt: str):
    answer = client.models.generate_content(model="sim-ok", contents=prompt)

    assert_failed_over(answer.sdk_http_response.headers, PROVIDER)
    assert answer.text == TEXT
    assert_usage(answer.usage_metadata)


def test_stream(client: genai.Client, prompt: str):
    chunks = list(client.models.generate_content_stream(model="sim-ok", contents=prompt))

    assert_failed_over(chunks[0].sdk_http_response.headers, PROVIDER)
    assert len(chunks) > 1
    assert "".join(chunk.text or "" for chunk in chunks) == TEXT
    assert chunks[-1].candidates[0].finish_reason == types.FinishReason.STOP
    assert_usage(chunks[-1].usage_metadata)


def test_count_tokens(client: genai.Client, prompt: str):
    answer = client.models.count_tokens(model="sim-ok", contents=prompt)

    assert_failed_over(answer.sdk_http_response.headers, PROVIDER)
    assert answer.total_tokens == INPUT_TOKENS


def test_models(client: genai.Client):
    assert "models/sim-ok" in [model.name for model in client.models.list()]


def test_async_stream_that_is_left_early(routex: str, prompt: str):
    async def talk() -> str:
        async with client_for(routex).aio as client:
            left_early = await client.models.generate_content_stream(
                model="sim-long", contents=prompt
            )
            first = await anext(left_early)
            assert TEXT.startswith(first.text)
            await left_early.aclose()
            whole = await client.models.generate_content(
                model="sim-ok", contents=f"Again: {prompt}"
            )
            return whole.text

    assert asyncio.run(talk()) == TEXT


@pytest.mark.parametrize(
    ("key", "model", "code", "status"),
    [
        (UNKNOWN_KEY, "sim-ok", 401, "UNAUTHENTICATED"),
        (CLIENT_KEY, "no-such-model", 404, "NOT_FOUND"),
        (CLIENT_KEY, "sim-429", 429, "RESOURCE_EXHAUSTED"),
    ],
)
def test_error(routex: str, prompt: str, key: str, model: str, code: int, status: str):
    client = client_for(routex, key)

    with pytest.raises(errors.ClientError) as caught:
        client.models.generate_content(model=model, contents=prompt)

    assert (caught.value.code, caught.value.status) == (code, status)


def assert_usage(usage) -> None:
    assert usage.prompt_token_count == INPUT_TOKENS
    assert usage.candidates_token_count == OUTPUT_TOKENS
