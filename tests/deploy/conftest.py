"""What is deployed: the files that platforms read, the image, and what a release is made with."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]

# loopback needs no proxy, whatever the environment says
os.environ["NO_PROXY"] = "127.0.0.1"


@pytest.fixture(scope="session")
def binary() -> Path:
    path = os.environ.get("ROUTEX_BIN")
    assert path, "ROUTEX_BIN names the binary to test; `cargo xtask test` builds it and sets this"
    return Path(path)


@pytest.fixture(scope="session")
def tool():
    """Runs a program of this Python environment, or of the system, in the repository; what it finds is the test's failure."""

    def run(name: str | Path, *arguments: str | Path, silent: bool = False, **options) -> str:
        own = Path(sys.executable).parent / name
        program = own if own.is_file() else shutil.which(name)
        assert program, f"{name} is not installed"
        done = subprocess.run(
            [program, *arguments], cwd=REPOSITORY, capture_output=True, text=True, **options
        )
        assert done.returncode == 0, f"{name} says:\n{done.stdout}\n{done.stderr}"
        assert not (silent and done.stderr), f"{name} says:\n{done.stderr}"
        return done.stdout

    return run
