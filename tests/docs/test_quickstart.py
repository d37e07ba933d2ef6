"""What the documentation tells people to run, runs."""

import json
import os
import subprocess
from pathlib import Path

from books import DOCS, scripts

SCRIPT = DOCS / "quickstart.sh"

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


def test_what_the_quick_start_asks_the_demo_is_answered(binary: str, tmp_path: Path):
    demo = subprocess.Popen(
        [binary, "demo", "--port", "0", "--data-dir", str(tmp_path / "data")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        address = demo.stdout.readline().rstrip().partition(" listening on ")[2]
        commands = scripts((DOCS / "en" / "quick-start.md").read_text())
        assert commands
        for command in commands:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", command.replace("http://127.0.0.1:8080", address)],
                cwd=tmp_path,
                env={"PATH": os.environ["PATH"], "NO_PROXY": "127.0.0.1"},
                text=True,
                capture_output=True,
                timeout=LIMIT_SECONDS,
            )
            assert done.returncode == 0, done.stderr
            answer = done.stdout if "answer.json" not in command else (tmp_path / "answer.json").read_text()
            assert "error" not in json.loads(answer), answer
        assert "x-routex-channel:" in done.stdout
    finally:
        demo.terminate()
        demo.wait(LIMIT_SECONDS)


def test_a_database_without_its_master_key_is_not_served(binary: str, tmp_path: Path):
    data = tmp_path / "data"
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "OPENAI_API_KEY": "sk-of-nobody"}

    def serve() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [binary, "serve", "--port", "0", "--data-dir", str(data)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    first = serve()
    try:
        assert " listening on " in first.stdout.readline()
    finally:
        first.terminate()
        first.communicate(timeout=LIMIT_SECONDS)
    key = data / "master.key"
    kept = key.read_text()
    key.unlink()

    told = serve()
    _, complaint = told.communicate(timeout=LIMIT_SECONDS)
    assert told.returncode == 1, complaint
    assert "put master.key back into" in complaint
    assert not key.exists()

    key.write_text(kept)
    key.chmod(0o600)
    again = serve()
    try:
        assert " listening on " in again.stdout.readline()
    finally:
        again.terminate()
        again.communicate(timeout=LIMIT_SECONDS)
