"""What the documentation tells people to run, runs."""

import json
import os
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "docs" / "quickstart.sh"

LIMIT_SECONDS = 120


def test_the_script_makes_a_working_router(binary: str, tmp_path: Path):
    # the script finds the binary under its name
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "routex").symlink_to(binary)
    directory = tmp_path / "quickstart"
    directory.mkdir()

    run = subprocess.run(
        ["bash", "-euo", "pipefail", str(SCRIPT), str(directory)],
        env={
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "NO_PROXY": "127.0.0.1",
        },
        text=True,
        capture_output=True,
        timeout=LIMIT_SECONDS,
    )

    logs = "".join(log.read_text() for log in directory.glob("*.log"))
    assert run.returncode == 0, run.stdout + run.stderr + logs
    assert run.stdout.rstrip().endswith("==> done")
    request = json.loads((directory / "requests.json").read_text())["items"][0]
    assert request["client_key"] == "laptop"
    assert request["channel"] == "second"
    assert request["attempts"] == 2
    assert request["outcome"] == "success"
