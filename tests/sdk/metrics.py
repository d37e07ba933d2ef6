"""A Routex with traffic of every kind behind its metrics, for those who read scrapes and for those who ask questions about them."""

import json
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

from expected import CLIENT_KEY
from running import running

SCRAPE_TOKEN = "scrape-sdk-suite-0123456789abcdef"
OPENMETRICS = "application/openmetrics-text;version=1.0.0"


class Scraped:
    def __init__(self, address: str):
        self.address = address

    def scrape(self, accept: str = "*/*") -> str:
        request = urllib.request.Request(
            f"{self.address}/metrics",
            headers={"authorization": f"Bearer {SCRAPE_TOKEN}", "accept": accept},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read().decode()

    def ask(self, path: str, body: dict) -> int:
        request = urllib.request.Request(
            f"{self.address}{path}",
            data=json.dumps(body).encode(),
            headers={"authorization": f"Bearer {CLIENT_KEY}", "content-type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                answer.read()
                return answer.status
        except urllib.error.HTTPError as refusal:
            return refusal.code

    def traffic(self) -> None:
        """Answers, streams, failovers, refusals, conversations and models without a channel, in all dialects."""
        message = [{"role": "user", "content": "Which answer is this?"}]
        contents = {"contents": [{"role": "user", "parts": [{"text": "Which?"}]}]}
        for stream in (False, True):
            for model in ("sim-ok", "gpt-5.4", "sim-429", "nobody-serves-this"):
                chat = {"model": model, "messages": message, "stream": stream}
                self.ask("/v1/chat/completions", chat)
                self.ask("/v1/messages", {**chat, "max_tokens": 64, "metadata": {"user_id": "one"}})
                self.ask("/v1/responses", {"model": model, "input": "Which?", "stream": stream})
                action = "streamGenerateContent?alt=sse" if stream else "generateContent"
                self.ask(f"/v1beta/models/{model}:{action}", contents)


@contextmanager
def serving(binary: str, simulator: str, folder: Path):
    config = folder / "routex.toml"
    config.write_text(_configuration(simulator))
    arguments = ["--port", "0", "--config", str(config), "--data-dir", str(folder / "data")]
    log = folder / "log"
    try:
        with running(binary, "serve", *arguments, log=log) as address:
            yield Scraped(address)
    finally:
        print(log.read_text())


def _configuration(simulator: str) -> str:
    channels = [_channel(name, simulator, number) for number, name in enumerate(["failing", "good"])]
    keys = f"""
        [[client_key]]
        name = "suite"
        key = "{CLIENT_KEY}"

        [metrics]
        token = "{SCRAPE_TOKEN}"
        """
    return dedent(keys) + "".join(channels)


def _channel(name: str, simulator: str, priority: int) -> str:
    # the good one says what its provider leaves
    served = "sim-500" if name == "failing" else "sim-ok:remaining=5000,reset=3600"
    return dedent(
        f"""
        [[channel]]
        name = "{name}"
        provider = "openai"
        base_url = "{simulator}/v1"
        api_keys = ["sk-{name}"]
        models = ["sim-ok", "sim-429", "gpt-5.4"]
        model_map = {{ "sim-ok" = "{served}" }}
        priority = {priority}
        max_concurrency = 50
        rpm = 10000
        allow_private_network = true
        """
    )
