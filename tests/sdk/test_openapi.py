"""The admin API does what its OpenAPI document says: schemathesis makes up calls of every operation."""

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from running import running

ADMIN_TOKEN = "ra-sdk-suite-0123456789abcdefgh"

# Calls of every operation, each phase; the seed makes a failure come again.
EXAMPLES = 20
SEED = 7
LIMIT_SECONDS = 300

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]

# What cannot be called by this suite, and why.
EXCLUDED = {
    "listen_to_events": "its answer does not end",
}


@pytest.fixture
def admin_api(binary: str, simulator: str, tmp_path: Path):
    """The address of a Routex with an admin token, one channel and one alias."""
    config = tmp_path / "routex.toml"
    config.write_text(
        dedent(
            f"""
            [admin]
            token = "{ADMIN_TOKEN}"

            [[channel]]
            name = "declared"
            provider = "openai"
            base_url = "{simulator}/v1"
            api_keys = ["sk-declared"]
            allow_private_network = true

            [[alias]]
            name = "smart"
            targets = [{{ channel = "declared", model = "sim-ok" }}]
            """
        )
    )
    arguments = ["--port", "0", "--config", str(config), "--data-dir", str(tmp_path / "data")]
    log = tmp_path / "log"
    try:
        with running(binary, "serve", *arguments, log=log) as address:
            yield address
    finally:
        print(log.read_text())


def test_every_operation_answers_as_documented(admin_api: str, tmp_path: Path):
    excluded = [f"--exclude-operation-id={name}" for name in EXCLUDED]
    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{admin_api}/api/v1/openapi.json",
            f"--header=Authorization: Bearer {ADMIN_TOKEN}",
            f"--checks={','.join(CHECKS)}",
            f"--max-examples={EXAMPLES}",
            f"--seed={SEED}",
            "--phases=examples,coverage,fuzzing,stateful",
            "--generation-database=none",
            "--request-timeout=20",
            "--suppress-health-check=all",
            "--continue-on-failure",
            "--no-color",
            *excluded,
        ],
        cwd=tmp_path,
        text=True,
        capture_output=True,
        timeout=LIMIT_SECONDS,
    )
    print(run.stdout)
    assert run.returncode == 0, run.stdout + run.stderr
