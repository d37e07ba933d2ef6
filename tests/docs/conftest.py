"""The documentation: the books, their links, and what they tell people to run."""

import os
import subprocess
from pathlib import Path

import pytest

from books import DOCS, LANGUAGES

# loopback needs no proxy, whatever the environment says
os.environ["NO_PROXY"] = "127.0.0.1"


def _given(variable: str) -> str:
    value = os.environ.get(variable)
    assert value, f"{variable} is missing; `cargo xtask test --only-docs` sets it"
    return value


@pytest.fixture(scope="session")
def binary() -> str:
    return _given("ROUTEX_BIN")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder of HTML for each language; what mdBook finds wrong is the failure."""
    folder = tmp_path_factory.mktemp("book")
    for language in LANGUAGES:
        arguments = ["build", str(DOCS / language), "--dest-dir", str(folder / language)]
        done = subprocess.run([_given("ROUTEX_MDBOOK"), *arguments], capture_output=True, text=True)
        told = done.stdout + done.stderr
        assert done.returncode == 0 and "WARN" not in told and "ERROR" not in told, told
    return {language: folder / language for language in LANGUAGES}
