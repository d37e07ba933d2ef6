"""The official Python SDK of Anthropic."""

import json

import anthropic
from anthropic import Anthropic

from cases import (
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


class Messages:
    tools_offered = [
        {"name": name, "description": tool["description"], "input_schema": tool["parameters"]}
        for name, tool in TOOLS.items()
    ]

    def __init__(self, address: str, key: str, own: bool):
        self.client = Anthropic(base_url=address, api_key=key, max_retries=0)

    def _ask(self, model: str, content=PROMPT, **more):
        more.setdefault("max_tokens", 4096)
        messages = more.pop("messages", [{"role": "user", "content": content}])
        return self.client.messages.create(model=model, messages=messages, **more)

    def text(self) -> str:
        return self._ask("sim-ok").content[0].text

    def stream(self) -> list[str]:
        messages = [{"role": "user", "content": PROMPT}]
        with self.client.messages.stream(
            model="sim-ok", max_tokens=4096, messages=messages
        ) as stream:
            pieces = list(stream.text_stream)
            message = stream.get_final_message()
        assert message.stop_reason == "end_turn"
        assert message.usage.output_tokens == 16
        return pieces

    def tools(self, streamed: bool):
        calls, answer, _ = self._loop("sim-tools", self.tools_offered, streamed)
        return calls, answer

    def reasoning(self):
        thinking = {"type": "enabled", "budget_tokens": 2048}
        calls, answer, first = self._loop(
            "sim-think", self.tools_offered[:1], True, thinking=thinking
        )
        assert first.content[0].type == "thinking"
        return first.content[0].thinking, calls, answer

    def _loop(self, model: str, offered: list, streamed: bool, **more):
        messages = [{"role": "user", "content": PROMPT}]
        first = self._turn(model, messages, offered, streamed, **more)
        assert first.stop_reason == "tool_use"
        calls = [block for block in first.content if block.type == "tool_use"]
        content = [block.model_dump(exclude_none=True, exclude={"parsed_output"}) for block in first.content]
        messages.append({"role": "assistant", "content": content})
        results = [
            {
                "type": "tool_result",
                "tool_use_id": call.id,
                "content": json.dumps(RESULTS[call.name]),
            }
            for call in calls
        ]
        messages.append({"role": "user", "content": results})
        last = self._turn(model, messages, offered, streamed, **more)
        assert last.stop_reason == "end_turn"
        answer = "".join(block.text for block in last.content if block.type == "text")
        return [(call.name, call.input) for call in calls], answer, first

    def _turn(self, model: str, messages: list, offered: list, streamed: bool, **more):
        if not streamed:
            return self._ask(model, messages=messages, tools=offered, **more)
        with self.client.messages.stream(
            model=model, max_tokens=4096, messages=messages, tools=offered, **more
        ) as stream:
            return stream.get_final_message()

    def image(self) -> str:
        data = {"type": "base64", "media_type": "image/png", "data": PNG_BASE64}
        content = [
            {"type": "text", "text": PROMPT},
            {"type": "image", "source": data},
            {"type": "image", "source": {"type": "url", "url": IMAGE_URL}},
        ]
        return self._ask("sim-see", content).content[0].text

    def document(self) -> str:
        data = {"type": "base64", "media_type": "application/pdf", "data": PDF_BASE64}
        content = [{"type": "document", "source": data}, {"type": "text", "text": PROMPT}]
        return self._ask("sim-see", content).content[0].text

    def json_schema(self) -> str:
        form = {"type": "json_schema", "schema": SCHEMA}
        return self._ask("sim-json", output_config={"format": form}).content[0].text

    def settings(self) -> str:
        answer = self._ask(
            "sim-echo",
            system=SYSTEM,
            max_tokens=SETTINGS["max_tokens"],
            stop_sequences=SETTINGS["stop"],
        )
        return answer.content[0].text

    def count_tokens(self) -> int:
        messages = [{"role": "user", "content": PROMPT}]
        return self.client.messages.count_tokens(model="sim-ok", messages=messages).input_tokens

    def error(self, model: str) -> tuple[str, str]:
        try:
            self._ask(model)
        except anthropic.APIStatusError as error:
            message = error.body["error"]["message"]
            match error:
                case anthropic.BadRequestError():
                    return "bad request", message
                case anthropic.RateLimitError():
                    return "rate limit", message
                case _ if error.body["error"]["type"] == "overloaded_error":
                    return "overloaded", message
                case anthropic.InternalServerError():
                    return "upstream", message
            return repr(error), message
        return "none", ""
