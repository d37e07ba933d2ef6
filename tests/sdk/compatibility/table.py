"""docs/en/compatibility.md: which client's case passed with which provider."""

import json
from importlib.metadata import version
from pathlib import Path

from cases import CASES, CLIENTS, PROVIDERS

DOCUMENT = Path(__file__).parents[3] / "docs" / "en" / "compatibility.md"
AI = Path(__file__).parents[1] / "ai" / "package.json"

NAMES = {
    "openai-chat": ("`openai`, Chat Completions", "openai_chat"),
    "openai-responses": ("`openai`, Responses", "openai_responses"),
    "anthropic": ("`anthropic`", "anthropic"),
    "google-genai": ("`google-genai`", "gemini"),
    "ai-openai-chat": ("`ai` with `@ai-sdk/openai`, Chat Completions", "openai_chat"),
    "ai-openai-responses": ("`ai` with `@ai-sdk/openai`, Responses", "openai_responses"),
    "ai-anthropic": ("`ai` with `@ai-sdk/anthropic`", "anthropic"),
}

PASSED, FAILED, ABSENT = "✓", "✗", "–"

INTRODUCTION = """\
# Compatibility

Official SDKs against providers that speak another dialect, through Routex. The test suite writes this page: it runs every
SDK as its users do, over HTTP, in front of a Routex with one channel, and the provider behind it is the simulator, which
is as strict as the real one (`routex simulate`, models `sim-tools`, `sim-see`, `sim-json`, `sim-think`, `sim-echo`).
`cargo xtask test` fails when this page is not what it saw; `UPDATE_DOCS=1 cargo xtask test` writes it.

✓ passes · – the SDK has no such call, or there is nothing to carry it. A row whose provider speaks the client's own
dialect passes through untranslated.

"""

EXPLAINED = {
    "text": "a question and its answer, whole",
    "stream": "the same in pieces, with the usage at the end",
    "tools": "two parallel calls with arguments that fit their schemas, then both results",
    "tools streamed": "the same in pieces",
    "image": "one as base64 and one by URL",
    "document": "a PDF as base64",
    "JSON schema": "an answer that follows a nested schema",
    "settings": "system text, temperature, tokens at most, stop sequences: as far as both dialects know them",
    "reasoning": "the thought is shown, and a tool loop brings the provider's proof of it back unchanged (Chat cannot ask "
    "Responses for a summary, and the AI SDK shows none from Chat: there the loop alone is tested)",
    "errors": "bad request, rate limit, overloaded and a refused upstream key become the SDK's own exceptions with the "
    "provider's message",
    "count tokens": "a count: the provider's own where it has one, else an estimate",
}


class Table:
    def __init__(self):
        self.cells: dict[tuple[str, str, str], bool] = {}

    def record(self, client: str, provider: str, case: str, passed: bool) -> None:
        if provider != "direct":
            self.cells[client, provider, case] = passed

    def text(self) -> str:
        lines = [INTRODUCTION]
        for case in CASES:
            lines.append(f"- **{case}**: {EXPLAINED[case]}\n")
        lines.append("\n")
        lines.append(_row(["client", "provider", *CASES]))
        lines.append(_row(["---", "---", *[":-:"] * len(CASES)]))
        for client in CLIENTS:
            name, own = NAMES[client]
            for provider in PROVIDERS:
                shown = f"`{provider}`" + (" (its own)" if provider == own else "")
                marks = [self._mark(client, provider, case) for case in CASES]
                lines.append(_row([name, shown, *marks]))
        lines.append("\nWith these versions: ")
        lines.append(", ".join(f"{name} {number}" for name, number in _versions()))
        lines.append(".\n")
        return "".join(lines)

    def _mark(self, client: str, provider: str, case: str) -> str:
        passed = self.cells.get((client, provider, case))
        return ABSENT if passed is None else PASSED if passed else FAILED


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _versions() -> list[tuple[str, str]]:
    python = [(f"{name} (PyPI)", version(name)) for name in ["openai", "anthropic", "google-genai"]]
    packages = json.loads(AI.read_text())["dependencies"]
    npm = [(f"{name} (npm)", packages[name]) for name in ["ai", "@ai-sdk/openai", "@ai-sdk/anthropic"]]
    return python + npm
