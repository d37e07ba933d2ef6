"""The official Python SDK of Google."""

from google import genai
from google.genai import errors, types

from cases import IMAGE_URL, PDF, PNG, PROMPT, RESULTS, SCHEMA, SETTINGS, SYSTEM, TOOLS


class Gemini:
    tools_offered = [
        types.FunctionDeclaration(
            name=name,
            description=tool["description"],
            parameters_json_schema=tool["parameters"],
        )
        for name, tool in TOOLS.items()
    ]

    def __init__(self, address: str, key: str, own: bool):
        options = types.HttpOptions(
            base_url=address,
            api_version="v1beta",
            retry_options=types.HttpRetryOptions(attempts=1),
        )
        self.client = genai.Client(vertexai=False, api_key=key, http_options=options)

    def _ask(self, model: str, contents=PROMPT, **config):
        config = types.GenerateContentConfig(**config)
        return self.client.models.generate_content(model=model, contents=contents, config=config)

    def text(self) -> str:
        return self._ask("sim-ok").text

    def stream(self) -> list[str]:
        chunks = list(self.client.models.generate_content_stream(model="sim-ok", contents=PROMPT))
        assert chunks[-1].candidates[0].finish_reason == types.FinishReason.STOP
        assert chunks[-1].usage_metadata.candidates_token_count == 16
        return [chunk.text for chunk in chunks if chunk.text]

    def tools(self, streamed: bool):
        calls, answer, _ = self._loop("sim-tools", self.tools_offered, streamed)
        return calls, answer

    def reasoning(self):
        thinking = types.ThinkingConfig(include_thoughts=True, thinking_budget=2048)
        calls, answer, first = self._loop(
            "sim-think", self.tools_offered[:1], True, thinking_config=thinking
        )
        return "".join(part.text for part in first if part.thought and part.text), calls, answer

    def _loop(self, model: str, offered: list, streamed: bool, **config):
        config["tools"] = [types.Tool(function_declarations=offered)]
        config["automatic_function_calling"] = types.AutomaticFunctionCallingConfig(disable=True)
        contents = [types.Content(role="user", parts=[types.Part(text=PROMPT)])]
        first = self._turn(model, contents, streamed, config)
        contents.append(types.Content(role="model", parts=first))
        calls = [part.function_call for part in first if part.function_call]
        results = [
            types.Part(
                function_response=types.FunctionResponse(
                    id=call.id, name=call.name, response=RESULTS[call.name]
                )
            )
            for call in calls
        ]
        contents.append(types.Content(role="user", parts=results))
        last = self._turn(model, contents, streamed, config)
        answer = "".join(part.text for part in last if part.text and not part.thought)
        return [(call.name, call.args) for call in calls], answer, first

    def _turn(self, model: str, contents: list, streamed: bool, config: dict) -> list[types.Part]:
        if not streamed:
            return self._ask(model, contents, **config).candidates[0].content.parts
        chunks = self.client.models.generate_content_stream(
            model=model, contents=contents, config=types.GenerateContentConfig(**config)
        )
        parts = []
        for chunk in chunks:
            for candidate in chunk.candidates or []:
                if candidate.content and candidate.content.parts:
                    parts += [p for p in candidate.content.parts if p.text != "" or p.thought_signature]
        return parts

    def image(self) -> str:
        contents = [
            PROMPT,
            types.Part.from_bytes(data=PNG, mime_type="image/png"),
            types.Part.from_uri(file_uri=IMAGE_URL, mime_type="image/png"),
        ]
        return self._ask("sim-see", contents).text

    def document(self) -> str:
        pdf = types.Part.from_bytes(data=PDF, mime_type="application/pdf")
        return self._ask("sim-see", [PROMPT, pdf]).text

    def json_schema(self) -> str:
        return self._ask(
            "sim-json", response_mime_type="application/json", response_json_schema=SCHEMA
        ).text

    def settings(self) -> str:
        return self._ask(
            "sim-echo",
            system_instruction=SYSTEM,
            temperature=SETTINGS["temperature"],
            max_output_tokens=SETTINGS["max_tokens"],
            stop_sequences=SETTINGS["stop"],
        ).text

    def count_tokens(self) -> int:
        return self.client.models.count_tokens(model="sim-ok", contents=PROMPT).total_tokens

    def error(self, model: str) -> tuple[str, str]:
        try:
            self._ask(model)
        except errors.ClientError as error:
            kinds = {"INVALID_ARGUMENT": "bad request", "RESOURCE_EXHAUSTED": "rate limit"}
            return kinds.get(error.status, repr(error)), error.message
        except errors.ServerError as error:
            kind = "overloaded" if error.status == "UNAVAILABLE" and error.code != 502 else "upstream"
            return kind, error.message
        return "none", ""
