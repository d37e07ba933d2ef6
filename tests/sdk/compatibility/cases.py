"""What is asked of every client, and what has to come of it."""

import base64
import json
import re
import struct
import zlib

from expected import TEXT

# by dialect: the preset of the channel, and the path of its base URL
PROVIDERS = {
    "anthropic": ("anthropic", ""),
    "openai_chat": ("openai", "/v1"),
    "openai_responses": ("openai", "/v1"),
    "gemini": ("gemini", "/v1beta"),
}

CLIENTS = [
    "openai-chat",
    "openai-responses",
    "anthropic",
    "google-genai",
    "ai-openai-chat",
    "ai-openai-responses",
    "ai-anthropic",
]

# the family of models that wants its thought signatures back
FAMILY = {"gemini": "gemini-3-"}

MODELS = ["sim-ok", "sim-tools", "sim-see", "sim-json", "sim-think", "sim-echo"]

CASES = [
    "text",
    "stream",
    "tools",
    "tools streamed",
    "image",
    "document",
    "JSON schema",
    "settings",
    "reasoning",
    "errors",
    "count tokens",
]

# by name: what the provider does, and the kind of exception that it has to become
FAILURES = {
    "bad-request": ("sim-400", "bad request"),
    "rate-limit": ("sim-429", "rate limit"),
    "overloaded": ("sim-529", "overloaded"),
    # an upstream that does not know Routex' key is no fault of the client
    "unauthorized": ("sim-401", "upstream"),
}

SYSTEM = "You are terse."
PROMPT = "What is the weather in Köln, and what time is it there?"

TOOLS = {
    "get_weather": {
        "description": "The weather in a city",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Its name"},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
            },
            "required": ["city"],
        },
    },
    "get_time": {
        "description": "The time in a zone",
        "parameters": {
            "type": "object",
            "properties": {"zone": {"type": "string"}, "days": {"type": "integer"}},
            "required": ["zone", "days"],
        },
    },
}

RESULTS = {"get_weather": {"degrees": 21, "sky": "grey"}, "get_time": {"time": "12:00"}}

SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "height": {"type": "number"},
        "alive": {"type": "boolean"},
        "colour": {"type": "string", "enum": ["red", "green"]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "home": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
            "additionalProperties": False,
        },
    },
    "required": ["name", "age", "height", "alive", "colour", "tags", "home"],
    "additionalProperties": False,
}

PERSON = {
    "name": "Köln",
    "age": 7,
    "height": 2.5,
    "alive": True,
    "colour": "red",
    "tags": ["Köln"],
    "home": {"city": "Köln"},
}


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\x00\xff\x00\x00")
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


PNG = _png()
PNG_BASE64 = base64.b64encode(PNG).decode()
IMAGE_URL = "https://images.example/red.png"

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PDF_BASE64 = base64.b64encode(PDF).decode()

SETTINGS = {"temperature": 0.5, "max_tokens": 2048, "stop": ["END"]}


def check_text(answer: str) -> None:
    assert answer == TEXT


def check_stream(pieces: list[str]) -> None:
    assert "".join(pieces) == TEXT
    assert len(pieces) > 3, "the answer has to come in pieces"


def check_tools(calls: list[tuple[str, dict]], answer: str) -> None:
    assert calls == [("get_weather", {"city": "Köln"}), ("get_time", {"zone": "Köln", "days": 7})]
    check_results(answer, RESULTS)


def check_results(answer: str, expected: dict) -> None:
    head, _, told = answer.partition("tool results: ")
    assert not head and told, answer
    results = dict(result.split("=", 1) for result in told.split("; "))
    assert {name: _result(result) for name, result in results.items()} == expected


def _result(told: str):
    """Gemini takes objects only: text is in one as its `output`."""
    result = json.loads(told)
    output = result.get("output")
    return json.loads(output) if isinstance(output, str) else result


def check_image(answer: str) -> None:
    match = re.fullmatch(r"I see: image/png \((\d+) bytes\), (\S+) \((\S+)\)", answer)
    assert match, answer
    assert int(match[1]) == len(PNG)
    assert match[2].startswith("image")
    assert match[3] == IMAGE_URL


def check_document(answer: str) -> None:
    assert answer == f"I see: application/pdf ({len(PDF)} bytes)"


def check_json(answer: str) -> None:
    assert json.loads(answer) == PERSON


def check_settings(answer: str, client: str, provider: str) -> None:
    """What the provider was told. Stop sequences have no place in Responses, and an API version of Anthropic's
    knows no temperature."""
    echo = json.loads(answer)
    assert echo["system"] == SYSTEM
    assert echo["turns"] == [{"by": "user", "said": [{"text": PROMPT}]}]
    assert echo["max_tokens"] == SETTINGS["max_tokens"]
    if "responses" not in client and provider != "openai_responses":
        assert echo["stop"] == SETTINGS["stop"]
    if client != "anthropic":
        assert echo["temperature"] == SETTINGS["temperature"]


def check_reasoning(
    thought: str, calls: list[tuple[str, dict]], answer: str, shown: bool
) -> None:
    """`shown`: the SDK shows what was thought."""
    assert not shown or "think about turn" in thought
    assert calls == [("get_weather", {"city": "Köln"})]
    check_results(answer, {"get_weather": RESULTS["get_weather"]})


def check_tokens(tokens: int, exact: bool) -> None:
    assert tokens == 25 if exact else tokens > 0
