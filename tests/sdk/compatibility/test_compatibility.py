"""Clients × providers × cases."""

import os

import pytest

import cases
from cases import CASES, CLIENTS, FAILURES, PROVIDERS
from client_ai import Ai
from client_anthropic import Messages
from client_gemini import Gemini
from client_openai import Chat, Responses
from table import DOCUMENT, NAMES
from expected import CLIENT_KEY

PYTHON = {
    "openai-chat": Chat,
    "openai-responses": Responses,
    "anthropic": Messages,
    "google-genai": Gemini,
}


def is_own(client: str, provider: str) -> bool:
    return provider == "direct" or NAMES[client][1] == provider


def has(client: str, provider: str, case: str) -> bool:
    """Whether the SDK has such a call at all."""
    if case == "count tokens":
        return client in ("openai-responses", "anthropic", "google-genai")
    if case == "reasoning" and client == "ai-openai-chat":
        # the SDK sends no thought back to a provider of Chat, which wants it
        return not is_own(client, provider)
    # the simulator alone has no channel of another name for each failure
    return case != "errors" or provider != "direct"


def shows_thoughts(client: str, provider: str) -> bool:
    """Chat has no way to ask Responses for a summary, and the AI SDK reads no thoughts from Chat."""
    return client != "ai-openai-chat" and (client, provider) != ("openai-chat", "openai_responses")


def cells():
    for provider in ["direct", *PROVIDERS]:
        for client in CLIENTS:
            for case in CASES:
                if has(client, provider, case):
                    yield client, provider, case


@pytest.fixture(scope="session")
def clients(addresses, node):
    made = {}

    def client(name: str, provider: str):
        if (name, provider) not in made:
            address = addresses(provider)
            kind = PYTHON.get(name)
            made[name, provider] = (
                kind(address, CLIENT_KEY, is_own(name, provider))
                if kind
                else Ai(name, address, CLIENT_KEY, node)
            )
        return made[name, provider]

    return client


@pytest.mark.parametrize(
    ("client_name", "provider", "case"), [pytest.param(*cell, id="-".join(cell)) for cell in cells()]
)
def test_case(clients, client_name: str, provider: str, case: str):
    client = clients(client_name, provider)
    match case:
        case "text":
            cases.check_text(client.text())
        case "stream":
            cases.check_stream(client.stream())
        case "tools":
            cases.check_tools(*client.tools(streamed=False))
        case "tools streamed":
            cases.check_tools(*client.tools(streamed=True))
        case "image":
            cases.check_image(client.image())
        case "document":
            cases.check_document(client.document())
        case "JSON schema":
            cases.check_json(client.json_schema())
        case "settings":
            cases.check_settings(client.settings(), client_name, provider)
        case "reasoning":
            cases.check_reasoning(*client.reasoning(), shows_thoughts(client_name, provider))
        case "count tokens":
            cases.check_tokens(client.count_tokens(), is_own(client_name, provider))
        case "errors":
            for failure, (model, expected) in FAILURES.items():
                kind, message = client.error(f"{failure}-{client_name}")
                assert kind == expected, (failure, kind, message)
                if failure != "unauthorized":
                    assert f"The simulator was asked for {model.removeprefix('sim-')}" in message


def test_the_page_is_kept(table):
    """Runs after all cells; with a part of them there is nothing to compare."""
    wanted = {cell for cell in cells() if cell[1] != "direct"}
    if wanted - set(table.cells):
        return
    if os.environ.get("UPDATE_DOCS"):
        DOCUMENT.write_text(table.text())
    assert DOCUMENT.read_text() == table.text(), "UPDATE_DOCS=1 cargo xtask test writes it anew"
