"""The AI SDK of npm: one run of Node.js does all cases of a client before a provider and prints what came of them."""

import json
import subprocess
from pathlib import Path

from cases import (
    FAILURES,
    IMAGE_URL,
    PDF_BASE64,
    PNG_BASE64,
    PROMPT,
    RESULTS,
    SCHEMA,
    SETTINGS,
    SYSTEM,
    TOOLS,
)

SCRIPT = Path(__file__).parents[1] / "ai" / "cases.mjs"

LIMIT_SECONDS = 60

KINDS = {400: "bad request", 429: "rate limit", 503: "overloaded", 529: "overloaded", 502: "upstream"}


class Ai:
    def __init__(self, name: str, address: str, key: str, node: tuple[str, Path]):
        program, packages = node
        asked = {
            "client": name,
            "address": address,
            "key": key,
            "system": SYSTEM,
            "prompt": PROMPT,
            "tools": TOOLS,
            "results": RESULTS,
            "schema": SCHEMA,
            "settings": SETTINGS,
            "png": PNG_BASE64,
            "pdf": PDF_BASE64,
            "url": IMAGE_URL,
            "failures": [f"{failure}-{name}" for failure in FAILURES],
        }
        # modules are found beside the script that asks for them
        script = packages / SCRIPT.name
        script.write_bytes(SCRIPT.read_bytes())
        run = subprocess.run(
            [program, str(script)],
            input=json.dumps(asked),
            text=True,
            capture_output=True,
            timeout=LIMIT_SECONDS,
            env={"NO_PROXY": "127.0.0.1"},
        )
        assert run.returncode == 0, run.stderr
        self.answers = json.loads(run.stdout)

    def _answer(self, case: str):
        answer = self.answers[case]
        assert "failed" not in answer, answer["failed"]
        return answer["came"]

    def _tools(self, case: str):
        came = self._answer(case)
        return [(call["name"], call["input"]) for call in came["calls"]], came["text"]

    def text(self) -> str:
        return self._answer("text")

    def stream(self) -> list[str]:
        return self._answer("stream")

    def tools(self, streamed: bool):
        return self._tools("tools streamed" if streamed else "tools")

    def reasoning(self):
        return self._answer("reasoning")["thought"], *self._tools("reasoning")

    def image(self) -> str:
        return self._answer("image")

    def document(self) -> str:
        return self._answer("document")

    def json_schema(self) -> str:
        return json.dumps(self._answer("JSON schema"))

    def settings(self) -> str:
        return self._answer("settings")

    def error(self, model: str) -> tuple[str, str]:
        came = self._answer(model)
        assert came["name"] == "AI_APICallError", came
        return KINDS.get(came["status"], repr(came)), came["message"]
