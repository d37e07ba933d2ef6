"""What requests cost, against an independent reckoning: PyPI genai-prices, to the last thousand-millionth of a dollar.

A provider of the test's own answers with usages made up at random (from a fixed seed); what Routex keeps of each request
must say the same cost. The prices that Routex ships are those of this very version of genai-prices."""

import json
import random
import threading
import urllib.request
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from genai_prices import Usage, calc_price

from expected import CLIENT_KEY
from running import running

ADMIN_TOKEN = "rx-admin-prices-0123456789abcdefghij"
EACH = 10
TIERS = {"flex": {"service_tier": "flex"}, "priority": {"service_tier": "priority"}, "batch": {"processing": "batch"}}

MODELS = {
    "openai": [
        "gpt-4o", "gpt-4o-2024-05-13", "gpt-4o-mini", "gpt-4.1", "gpt-5", "gpt-5-mini", "gpt-5.4", "gpt-5.6-luna", "gpt-6-sol", "o3",
    ],
    "anthropic": ["claude-3-haiku-20240307", "claude-haiku-4-5", "claude-sonnet-4-6", "claude-sonnet-5-5", "claude-opus-5-5"],
    "google": ["gemini-2.0-flash", "gemini-2.5-flash", "gemini-2.5-pro", "gemini-3-flash-preview", "gemini-3.1-flash-lite"],
}  # fmt: skip


def tokens(dice: random.Random, most: int) -> int:
    """Mostly few, sometimes beyond the bounds from which a longer context costs more."""
    return dice.randrange(1, most) if dice.random() < 0.3 else dice.randrange(1, 3_000)


def openai(dice: random.Random, model: str) -> tuple[dict, Usage, dict]:
    cached, fresh, output = (tokens(dice, most) for most in (100_000, 400_000, 9_000))
    tier = dice.choice(["default", "default", "flex", "priority"])
    told = {
        "prompt_tokens": cached + fresh,
        "completion_tokens": output,
        "prompt_tokens_details": {"cached_tokens": cached},
        "completion_tokens_details": {"reasoning_tokens": output // 3},
    }
    message = {"role": "assistant", "content": "Yes."}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": model,
        "service_tier": tier,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": told,
    }
    usage = Usage(
        input_tokens=cached + fresh, cache_read_tokens=cached, output_tokens=output, output_reasoning_tokens=output // 3
    )
    return body, usage, TIERS.get(tier, {})


def anthropic(dice: random.Random, model: str) -> tuple[dict, Usage, dict]:
    fresh, cached, short, long, output = (
        tokens(dice, most) for most in (300_000, 100_000, 20_000, 20_000, 9_000)
    )
    searches = dice.choice([0, 0, 1, 7])
    tier = dice.choice(["standard", "standard", "batch"])
    body = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [{"type": "text", "text": "Yes."}],
        "stop_reason": "end_turn",
        "usage": {
            "input_tokens": fresh,
            "cache_read_input_tokens": cached,
            "cache_creation_input_tokens": short + long,
            "cache_creation": {"ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": long},
            "output_tokens": output,
            "server_tool_use": {"web_search_requests": searches},
            "service_tier": tier,
        },
    }
    usage = Usage(
        input_tokens=fresh + cached + short + long,
        cache_read_tokens=cached,
        cache_write_tokens=short + long,
        cache_write_5m_tokens=short,
        cache_write_1h_tokens=long,
        output_tokens=output,
        web_searches=searches,
    )
    return body, usage, TIERS.get(tier, {})


def google(dice: random.Random, model: str) -> tuple[dict, Usage, dict]:
    text, audio, cached, output, thoughts = (
        tokens(dice, most) for most in (300_000, 9_000, 50_000, 9_000, 3_000)
    )
    tier = dice.choice(["standard", "flex", "priority"])
    content = {"role": "model", "parts": [{"text": "Yes."}]}
    body = {
        "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
        "modelVersion": model,
        "usageMetadata": {
            "promptTokenCount": text + audio + cached,
            "cachedContentTokenCount": cached,
            "candidatesTokenCount": output,
            "thoughtsTokenCount": thoughts,
            "promptTokensDetails": [
                {"modality": "TEXT", "tokenCount": text + cached},
                {"modality": "AUDIO", "tokenCount": audio},
            ],
            "cacheTokensDetails": [{"modality": "TEXT", "tokenCount": cached}],
            "serviceTier": tier,
        },
    }
    usage = Usage(
        input_tokens=text + audio + cached,
        input_audio_tokens=audio,
        cache_read_tokens=cached,
        cache_audio_read_tokens=0,
        output_tokens=output + thoughts,
    )
    return body, usage, TIERS.get(tier, {})


MAKE = {"openai": openai, "anthropic": anthropic, "google": google}


@pytest.fixture
def provider():
    """Answers with what is in `server.answer`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            body = json.dumps(self.server.answer).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def configuration(port: int) -> str:
    channels = {"openai": "/v1", "anthropic": "", "gemini": "/v1beta"}
    text = f'[admin]\ntoken = "{ADMIN_TOKEN}"\n[[client_key]]\nname = "suite"\nkey = "{CLIENT_KEY}"\n'
    for preset, path in channels.items():
        models = json.dumps(MODELS["google" if preset == "gemini" else preset])
        text += f"""
[[channel]]
name = "{preset}"
provider = "{preset}"
base_url = "http://127.0.0.1:{port}{path}"
api_keys = ["sk-{preset}"]
models = {models}
allow_private_network = true
"""
    return text


def ask(address: str, provider: str, model: str) -> str:
    """The id of the request."""
    turn = [{"role": "user", "content": "Yes?"}]
    path, body = {
        "openai": ("/v1/chat/completions", {"model": model, "messages": turn}),
        "anthropic": ("/v1/messages", {"model": model, "max_tokens": 9, "messages": turn}),
        "google": (f"/v1beta/models/{model}:generateContent", {"contents": [{"role": "user", "parts": [{"text": "Yes?"}]}]}),
    }[provider]
    headers = {"authorization": f"Bearer {CLIENT_KEY}", "content-type": "application/json"}
    request = urllib.request.Request(address + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        answer.read()
        return answer.headers["x-routex-request-id"]


def rows(address: str) -> dict[str, dict]:
    request = urllib.request.Request(
        f"{address}/api/v1/requests?limit=500", headers={"authorization": f"Bearer {ADMIN_TOKEN}"}
    )
    with urllib.request.urlopen(request) as answer:
        page = json.load(answer, parse_float=Decimal)
    return {row["id"]: row for row in page["items"]}


def test_costs_equal_those_of_genai_prices(binary: str, provider: ThreadingHTTPServer, tmp_path: Path):
    config = tmp_path / "routex.toml"
    config.write_text(configuration(provider.server_port))
    serve = ["serve", "--port", "0", "--config", str(config), "--data-dir", str(tmp_path / "data")]
    dice = random.Random(7)
    asked = {}
    with running(binary, *serve, log=tmp_path / "log") as address:
        for name, models in MODELS.items():
            for model in models * EACH:
                provider.answer, usage, context = MAKE[name](dice, model)
                asked[ask(address, name, model)] = (name, model, usage, context)
    assert len(asked) == 200

    # what it was asked for is in the database once it has ended
    with running(binary, *serve, log=tmp_path / "log") as address:
        kept = rows(address)

    different = []
    for request_id, (name, model, usage, context) in asked.items():
        row = kept[request_id]
        expected = calc_price(
            usage,
            model,
            provider_id=name,
            genai_request_timestamp=datetime.fromisoformat(row["started_at"]),
            price_context=context or None,
        ).total_price.quantize(Decimal("1e-9"), ROUND_HALF_EVEN)
        if row["cost_usd"] is None or Decimal(row["cost_usd"]) != expected:
            different.append((model, context, usage, row["cost_usd"], expected))
    assert not different
