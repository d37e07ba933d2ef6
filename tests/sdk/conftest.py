"""Two channels, of which the first always fails: every answer is the second one's."""

import os
from pathlib import Path
from textwrap import dedent
from uuid import uuid4

import pytest

from expected import CLIENT_KEY
from running import running

# takes 40 seconds to the end
LONG_ANSWER = "sim-ok:tokens=2000,chunk_ms=20"

# loopback needs no proxy, whatever the environment says
os.environ["NO_PROXY"] = "127.0.0.1"


@pytest.fixture(scope="session")
def binary() -> str:
    path = os.environ.get("ROUTEX_BIN")
    assert path, "ROUTEX_BIN names the binary to test; `cargo xtask test` builds it and sets this"
    return path


@pytest.fixture(scope="session")
def simulator(binary: str, tmp_path_factory: pytest.TempPathFactory):
    log = tmp_path_factory.mktemp("simulator") / "log"
    with running(binary, "simulate", "--port", "0", log=log) as address:
        yield address


@pytest.fixture
def routex(binary: str, simulator: str, tmp_path: Path, request: pytest.FixtureRequest):
    """The address of a Routex of the test's own, with the settings that it ships with and two channels
    of the provider that the module names in PROVIDER."""
    config = tmp_path / "routex.toml"
    config.write_text(_configuration(request.module.PROVIDER, simulator))
    arguments = ["--port", "0", "--config", str(config), "--data-dir", str(tmp_path / "data")]
    log = tmp_path / "log"
    try:
        with running(binary, "serve", *arguments, log=log) as address:
            yield address
    finally:
        # pytest shows it when the test fails
        print(log.read_text())


@pytest.fixture
def prompt() -> str:
    """A conversation of its own, so that no session pin of another one leads past the first channel."""
    return f"Which answer is this? {uuid4()}"


def _configuration(provider: str, simulator: str) -> str:
    base_url = simulator + {"openai": "/v1", "anthropic": "", "gemini": "/v1beta"}[provider]
    return "".join(
        [
            _channel(f"{provider}-failing", provider, base_url, 0, "sim-500", "sim-500"),
            _channel(f"{provider}-good", provider, base_url, 1, "sim-ok", LONG_ANSWER),
            f'[[client_key]]\nname = "suite"\nkey = "{CLIENT_KEY}"\n',
        ]
    )


def _channel(name: str, provider: str, base_url: str, priority: int, ok: str, long: str) -> str:
    return dedent(
        f"""
        [[channel]]
        name = "{name}"
        provider = "{provider}"
        base_url = "{base_url}"
        api_keys = ["sk-{name}"]
        models = ["sim-ok", "sim-long", "sim-429"]
        model_map = {{ "sim-ok" = "{ok}", "sim-long" = "{long}" }}
        priority = {priority}
        allow_private_network = true

        """
    )
