"""The official Python SDK of OpenAI: Chat Completions and Responses."""

import json

import openai
from openai import OpenAI

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

KINDS = {
    openai.BadRequestError: "bad request",
    openai.RateLimitError: "rate limit",
}


class _Client:
    def __init__(self, address: str, key: str, own: bool):
        self.own = own
        self.client = OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0)

    def error(self, model: str) -> tuple[str, str]:
        try:
            self._ask(model)
        except openai.InternalServerError as error:
            kind = "overloaded" if error.status_code in (503, 529) else "upstream"
            return kind, error.message
        except openai.APIStatusError as error:
            return KINDS.get(type(error), repr(error)), error.message
        return "none", ""


class Chat(_Client):
    tools_offered = [
        {"type": "function", "function": {"name": name, **tool}} for name, tool in TOOLS.items()
    ]

    def _ask(self, model: str, content=PROMPT, **more):
        messages = more.pop("messages", [{"role": "user", "content": content}])
        return self.client.chat.completions.create(model=model, messages=messages, **more)

    def text(self) -> str:
        return self._ask("sim-ok").choices[0].message.content

    def stream(self) -> list[str]:
        stream = self._ask("sim-ok", stream=True, stream_options={"include_usage": True})
        chunks = list(stream)
        assert chunks[-1].usage.completion_tokens == 16
        assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
        deltas = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices]
        return [delta for delta in deltas if delta]

    def tools(self, streamed: bool):
        calls, answer, _ = self._loop("sim-tools", self.tools_offered, streamed)
        return calls, answer

    def reasoning(self):
        offered = self.tools_offered[:1]
        calls, answer, first = self._loop("sim-think", offered, True, reasoning_effort="high")
        return first.reasoning_content, calls, answer

    def _loop(self, model: str, offered: list, streamed: bool, **more):
        messages = [{"role": "user", "content": PROMPT}]
        first = self._turn(model, messages, offered, streamed, **more)
        assert first.choices[0].finish_reason == "tool_calls"
        message = first.choices[0].message
        # only who knows that the provider speaks DeepSeek's dialect of Chat sends a thought back
        dropped = {"parsed"} if self.own else {"parsed", "reasoning_content"}
        messages.append(message.model_dump(exclude_none=True, exclude=dropped))
        for call in message.tool_calls:
            result = json.dumps(RESULTS[call.function.name])
            messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
        for call in messages[1]["tool_calls"]:
            call.pop("index", None)
            call["function"].pop("parsed_arguments", None)
        last = self._turn(model, messages, offered, streamed, **more)
        assert last.choices[0].finish_reason == "stop"
        calls = [(c.function.name, json.loads(c.function.arguments)) for c in message.tool_calls]
        return calls, last.choices[0].message.content, message

    def _turn(self, model: str, messages: list, offered: list, streamed: bool, **more):
        if not streamed:
            return self._ask(model, messages=messages, tools=offered, **more)
        thought = ""
        with self.client.chat.completions.stream(
            model=model, messages=messages, tools=offered, **more
        ) as stream:
            for event in stream:
                if event.type == "chunk" and event.chunk.choices:
                    delta = event.chunk.choices[0].delta
                    thought += getattr(delta, "reasoning_content", None) or ""
            completion = stream.get_final_completion()
        completion.choices[0].message.reasoning_content = thought or None
        return completion

    def image(self) -> str:
        content = [
            {"type": "text", "text": PROMPT},
            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG_BASE64}"}},
            {"type": "image_url", "image_url": {"url": IMAGE_URL}},
        ]
        return self._ask("sim-see", content).choices[0].message.content

    def document(self) -> str:
        data = f"data:application/pdf;base64,{PDF_BASE64}"
        content = [
            {"type": "text", "text": PROMPT},
            {"type": "file", "file": {"filename": "a.pdf", "file_data": data}},
        ]
        return self._ask("sim-see", content).choices[0].message.content

    def json_schema(self) -> str:
        schema = {"name": "person", "strict": True, "schema": SCHEMA}
        answer = self._ask("sim-json", response_format={"type": "json_schema", "json_schema": schema})
        return answer.choices[0].message.content

    def settings(self) -> str:
        messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": PROMPT}]
        answer = self._ask(
            "sim-echo",
            messages=messages,
            temperature=SETTINGS["temperature"],
            max_completion_tokens=SETTINGS["max_tokens"],
            stop=SETTINGS["stop"],
        )
        return answer.choices[0].message.content


class Responses(_Client):
    tools_offered = [
        {"type": "function", "name": name, "strict": False, **tool} for name, tool in TOOLS.items()
    ]

    def _ask(self, model: str, content=PROMPT, **more):
        conversation = more.pop("input", [{"role": "user", "content": content}])
        return self.client.responses.create(model=model, input=conversation, **more)

    def text(self) -> str:
        return self._ask("sim-ok").output_text

    def stream(self) -> list[str]:
        events = list(self._ask("sim-ok", stream=True))
        assert [event.sequence_number for event in events] == list(range(len(events)))
        assert events[-1].type == "response.completed"
        assert events[-1].response.usage.output_tokens == 16
        return [event.delta for event in events if event.type == "response.output_text.delta"]

    def tools(self, streamed: bool):
        calls, answer, _ = self._loop("sim-tools", self.tools_offered, streamed)
        return calls, answer

    def reasoning(self):
        calls, answer, first = self._loop(
            "sim-think",
            self.tools_offered[:1],
            True,
            reasoning={"effort": "high", "summary": "auto"},
            include=["reasoning.encrypted_content"],
            store=False,
        )
        thoughts = [item for item in first.output if item.type == "reasoning"]
        return "".join(part.text for item in thoughts for part in item.summary), calls, answer

    def _loop(self, model: str, offered: list, streamed: bool, **more):
        conversation = [{"role": "user", "content": PROMPT}]
        first = self._turn(model, conversation, offered, streamed, **more)
        assert first.status == "completed"
        calls = [item for item in first.output if item.type == "function_call"]
        conversation += [
            item.model_dump(exclude_none=True, exclude={"parsed_arguments"})
            for item in first.output
        ]
        for call in calls:
            result = json.dumps(RESULTS[call.name])
            conversation.append(
                {"type": "function_call_output", "call_id": call.call_id, "output": result}
            )
        last = self._turn(model, conversation, offered, streamed, **more)
        named = [(call.name, json.loads(call.arguments)) for call in calls]
        return named, last.output_text, first

    def _turn(self, model: str, conversation: list, offered: list, streamed: bool, **more):
        if not streamed:
            return self._ask(model, input=conversation, tools=offered, **more)
        with self.client.responses.stream(
            model=model, input=conversation, tools=offered, **more
        ) as stream:
            return stream.get_final_response()

    def image(self) -> str:
        content = [
            {"type": "input_text", "text": PROMPT},
            {"type": "input_image", "image_url": f"data:image/png;base64,{PNG_BASE64}"},
            {"type": "input_image", "image_url": IMAGE_URL},
        ]
        return self._ask("sim-see", content).output_text

    def document(self) -> str:
        data = f"data:application/pdf;base64,{PDF_BASE64}"
        content = [
            {"type": "input_text", "text": PROMPT},
            {"type": "input_file", "filename": "a.pdf", "file_data": data},
        ]
        return self._ask("sim-see", content).output_text

    def json_schema(self) -> str:
        form = {"type": "json_schema", "name": "person", "strict": True, "schema": SCHEMA}
        return self._ask("sim-json", text={"format": form}).output_text

    def settings(self) -> str:
        return self._ask(
            "sim-echo",
            instructions=SYSTEM,
            temperature=SETTINGS["temperature"],
            max_output_tokens=SETTINGS["max_tokens"],
        ).output_text

    def count_tokens(self) -> int:
        return self.client.responses.input_tokens.count(model="sim-ok", input=PROMPT).input_tokens
