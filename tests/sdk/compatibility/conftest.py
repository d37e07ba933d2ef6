"""Every SDK's client in front of every provider: the simulator itself, and Routex with one channel that speaks one
dialect alone."""

import json
import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from textwrap import dedent

import pytest

from cases import CLIENTS, FAILURES, FAMILY, MODELS, PROVIDERS
from expected import CLIENT_KEY
from running import running
from table import Table

TABLE = pytest.StashKey[Table]()


def pytest_configure(config: pytest.Config):
    config.stash[TABLE] = Table()


@pytest.fixture(scope="session")
def table(request: pytest.FixtureRequest) -> Table:
    return request.config.stash[TABLE]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = yield
    cell = getattr(item, "callspec", None)
    if cell and "case" in cell.params and (report.when == "call" or report.failed):
        passed = report.when == "call" and report.passed
        parameters = cell.params
        item.config.stash[TABLE].record(
            parameters["client_name"], parameters["provider"], parameters["case"], passed
        )
    return report


@pytest.fixture(scope="session")
def addresses(binary: str, simulator: str, tmp_path_factory: pytest.TempPathFactory):
    """A Routex for each provider's dialect, started when it is first asked for."""
    with ExitStack() as stack:
        started: dict[str, str] = {"direct": simulator}

        def address(provider: str) -> str:
            if provider not in started:
                folder = tmp_path_factory.mktemp(provider)
                config = folder / "routex.toml"
                config.write_text(configuration(provider, simulator))
                arguments = ["--port", "0", "--config", str(config), "--data-dir", str(folder / "data")]
                process = running(binary, "serve", *arguments, log=folder / "log")
                started[provider] = stack.enter_context(process)
            return started[provider]

        yield address


@pytest.fixture(scope="session")
def node() -> tuple[str, Path]:
    """The program and the folder with the npm packages."""
    folder = os.environ.get("ROUTEX_SDK_AI")
    assert folder, "ROUTEX_SDK_AI names the folder with the npm packages; `cargo xtask test` makes it and sets this"
    program = shutil.which("node")
    assert program, "the AI SDK needs Node.js"
    return program, Path(folder)


def configuration(provider: str, simulator: str) -> str:
    """One channel for everything, and one for each failure of each client: a failing channel is left alone for a
    while, and that must be nobody else's."""
    family = FAMILY.get(provider, "")
    mapped = ", ".join(f'"{model}" = "{family}{model}"' for model in MODELS)
    lines = f"models = {json.dumps(MODELS)}\nmodel_map = {{ {mapped} }}"
    if provider == "openai_chat":
        # as DeepSeek does; OpenAI's own models know no such member
        lines += '\ncapabilities = { "sim-think" = { reasoning_content = true } }'
    channels = [channel(provider, simulator, "good", lines)]
    for client in CLIENTS:
        for failure, (model, _) in FAILURES.items():
            name = f"{failure}-{client}"
            lines = f'models = ["{name}"]\nmodel_map = {{ "{name}" = "{model}" }}'
            channels.append(channel(provider, simulator, name, lines))
    channels.append(f'[[client_key]]\nname = "suite"\nkey = "{CLIENT_KEY}"\n')
    return "".join(channels)


def channel(provider: str, simulator: str, name: str, lines: str) -> str:
    preset, path = PROVIDERS[provider]
    text = dedent(
        f"""
        [[channel]]
        name = "{name}"
        provider = "{preset}"
        base_url = "{simulator}{path}"
        dialects = ["{provider}"]
        api_keys = ["sk-{name}"]
        allow_private_network = true
        """
    )
    return f"{text}{lines}\n"
