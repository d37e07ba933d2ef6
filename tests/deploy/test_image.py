"""The image is built as `deploy/Dockerfile` says, out of the binary under test, and serves as nobody in particular on a root that
nobody can write to."""

import json
import os
import re
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from conftest import REPOSITORY
from containers import Containers, free_port

DOCKERFILE = REPOSITORY / "deploy" / "Dockerfile"
BASE = "docker.io/library/debian:bookworm-slim"
IMAGE = "localhost/routex:test"
IMAGE_OF_ROOT = "localhost/routex:test-of-root"
USER = 65532

# beside the binary: glibc and certificate authorities
MOST_BYTES_BESIDE_THE_BINARY = 10_000_000


@pytest.fixture(scope="session")
def containers():
    folder = os.environ.get("ROUTEX_CONTAINERS")
    assert folder, "ROUTEX_CONTAINERS names a folder for images; `cargo xtask test` sets this"
    containers = Containers(Path(folder))
    yield containers
    containers.close()


@pytest.fixture(scope="session")
def context(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the binary as a release has it: without symbols."""
    folder = tmp_path_factory.mktemp("context")
    subprocess.run(["strip", "--strip-all", "-o", folder / "routex", binary], check=True)
    return folder


@pytest.fixture(scope="session")
def image(containers: Containers, context: Path) -> str:
    containers.base(BASE, "bookworm")
    containers.build(IMAGE, DOCKERFILE, context, BINARY="given")
    return IMAGE


@pytest.fixture
def simulator(binary: Path):
    process = subprocess.Popen(
        [binary, "simulate", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    line = process.stdout.readline().decode()
    yield re.search(r"http://\S+", line)[0]
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


def test_all_but_the_binary_is_small(containers: Containers, image: str, context: Path):
    beside = containers.bytes_of(image) - (context / "routex").stat().st_size
    assert beside < MOST_BYTES_BESIDE_THE_BINARY


def test_the_image_says_what_platforms_ask(containers: Containers, image: str):
    assert containers.config_of(image, ".Config.User") == f"{USER}:{USER}"
    assert containers.config_of(image, ".Config.StopSignal") == "SIGTERM"
    assert "routex health" in containers.config_of(image, ".HealthCheck.Test")
    assert containers.config_of(image, ".Config.ExposedPorts") == "map[8080/tcp:{}]"


def test_line_15_it_serves_as_nobody_where_only_its_data_can_be_written(
    containers: Containers, image: str, simulator: str, data: Path, tmp_path: Path
):
    os.chown(data, USER, USER)
    port = free_port()
    log, environment = tmp_path / "log", {"PORT": str(port)}
    with containers.running(image, data, log=log, environment=environment) as routex:
        assert routex.address == f"http://127.0.0.1:{port}"
        assert routex.user() == USER
        routex.check_health()
        assert get(f"{routex.address}/health/live") == {"status": "ok"}
        assert b"<html" in read(routex.address)

        made = post(f"{routex.address}/api/v1/setup", setup(routex.setup_token(), simulator))
        answer = post(
            f"{routex.address}/v1/chat/completions",
            {"model": "sim-ok", "messages": [{"role": "user", "content": "Hello"}]},
            authorization=f"Bearer {made['client_key']['key']}",
        )

        assert answer["choices"][0]["message"]["content"]
        assert get(f"{routex.address}/health/ready")["status"] == "ok"
    assert "stopped" in log.read_text(), "told to stop, it did not stop in order"
    assert (data / "routex.db").stat().st_uid == USER


def test_a_volume_of_root_is_taken_over_and_routex_goes_on_as_another(
    containers: Containers, image: str, context: Path, data: Path, tmp_path: Path
):
    containers.build(IMAGE_OF_ROOT, DOCKERFILE, context, BINARY="given", ROUTEX_USER="0")
    (data / "of-an-earlier-run").write_text("")
    port = free_port()
    # what platforms that mount volumes for root leave to root
    options = ["--cap-add=CHOWN,SETUID,SETGID,DAC_OVERRIDE"]
    with containers.running(
        IMAGE_OF_ROOT, data, *options, log=tmp_path / "log", environment={"PORT": str(port)}
    ) as routex:
        assert routex.user() == USER
        routex.check_health()
    assert {path.lstat().st_uid for path in [data, *data.rglob("*")]} == {USER}


def setup(token: str, simulator: str) -> dict:
    return {
        "setup_token": token,
        "channel": {
            "name": "first",
            "provider": "openai",
            "api_keys": ["sk-of-the-account"],
            "base_url": f"{simulator}/v1",
            "allow_private_network": True,
        },
        "strategy": "priority",
        "admin": {"username": "admin", "password": "a long password"},
    }


def read(url: str, body: bytes | None = None, **headers: str) -> bytes:
    request = urllib.request.Request(url, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()
    except urllib.error.HTTPError as refusal:
        pytest.fail(f"{url}: {refusal.code} {refusal.read().decode()}")


def get(url: str) -> dict:
    answer = json.loads(read(url))
    answer.pop("channels", None)
    return answer


def post(url: str, body: dict, **headers: str) -> dict:
    headers["content-type"] = "application/json"
    return json.loads(read(url, json.dumps(body).encode(), **headers))
