"""The OpenAI SDK's Responses API, and the endpoints beside the conversation."""

import asyncio

import openai
import pytest
from openai import AsyncOpenAI, OpenAI

from expected import CLIENT_KEY, INPUT_TOKENS, OUTPUT_TOKENS, TEXT, UNKNOWN_KEY, assert_failed_over

PROVIDER = "openai"


@pytest.fixture
def client(routex: str) -> OpenAI:
    return OpenAI(base_url=f"{routex}/v1", api_key=CLIENT_KEY, max_retries=0)


def test_response(client: OpenAI, prompt: str):
    raw = client.responses.with_raw_response.create(model="sim-ok", input=prompt)

    assert_failed_over(raw.headers, PROVIDER)
    assert_is_whole(raw.parse())


def test_stream(client: OpenAI, prompt: str):
    raw = client.responses.with_raw_response.create(model="sim-ok", input=prompt, stream=True)

    assert_failed_over(raw.headers, PROVIDER)
    events = list(raw.parse())
    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert "".join(deltas) == TEXT
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert events[-1].type == "response.completed"
    assert_is_whole(events[-1].response)


def test_a_turn_stays_with_the_account_that_has_the_one_before(client: OpenAI, prompt: str):
    first = client.responses.create(model="sim-ok", input=prompt)

    raw = client.responses.with_raw_response.create(
        model="sim-ok", input="And then?", previous_response_id=first.id
    )

    assert raw.headers["x-routex-channel"] == f"{PROVIDER}-good"
    assert raw.headers["x-routex-attempts"] == "1"
    assert raw.parse().previous_response_id == first.id


def test_async_stream_that_is_left_early(routex: str, prompt: str):
    async def talk() -> str:
        async with AsyncOpenAI(
            base_url=f"{routex}/v1", api_key=CLIENT_KEY, max_retries=0
        ) as client:
            left_early = await client.responses.create(model="sim-long", input=prompt, stream=True)
            async for event in left_early:
                if event.type == "response.output_text.delta":
                    break
            await left_early.close()
            whole = await client.responses.create(model="sim-ok", input=f"Again: {prompt}")
            return whole.output_text

    assert asyncio.run(talk()) == TEXT


def test_embeddings(client: OpenAI):
    raw = client.embeddings.with_raw_response.create(model="sim-ok", input=["one", "two"])

    assert_failed_over(raw.headers, PROVIDER)
    answer = raw.parse()
    assert [item.index for item in answer.data] == [0, 1]
    assert all(len(item.embedding) > 0 for item in answer.data)
    assert answer.usage.prompt_tokens == INPUT_TOKENS


def test_models(client: OpenAI):
    assert "sim-ok" in [model.id for model in client.models.list()]


def test_unknown_key(routex: str):
    client = OpenAI(base_url=f"{routex}/v1", api_key=UNKNOWN_KEY, max_retries=0)

    with pytest.raises(openai.AuthenticationError):
        client.models.list()


def test_unknown_model(client: OpenAI, prompt: str):
    with pytest.raises(openai.NotFoundError):
        client.responses.create(model="no-such-model", input=prompt)


def test_rate_limit(client: OpenAI, prompt: str):
    with pytest.raises(openai.RateLimitError):
        client.responses.create(model="sim-429", input=prompt)


def assert_is_whole(response) -> None:
    assert response.status == "completed"
    assert response.output_text == TEXT
    assert response.usage.input_tokens == INPUT_TOKENS
    assert response.usage.output_tokens == OUTPUT_TOKENS
