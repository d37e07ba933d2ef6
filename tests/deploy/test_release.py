"""A release as its workflow makes it: archives, checksums, the installer and the formula that go by them, and notes."""

import functools
import hashlib
import http.server
import os
import subprocess
import tarfile
import threading
from pathlib import Path

import pytest

from conftest import REPOSITORY

DEPLOY = REPOSITORY / "deploy"
VERSION = "9.8.7"
HOST = "x86_64-unknown-linux-gnu" if os.uname().machine == "x86_64" else "aarch64-unknown-linux-gnu"
TARGETS = [
    f"{machine}-{system}"
    for machine in ("x86_64", "aarch64")
    for system in ("unknown-linux-gnu", "apple-darwin")
]


class Releases:
    """A release on a server of this machine."""

    def __init__(self, folder: Path, address: str):
        self.address = address
        self.files = folder / f"v{VERSION}"
        self.installer = folder / "install.sh"

    def install(self, into: Path, **environment: str) -> subprocess.CompletedProcess:
        environment = {"PATH": os.environ["PATH"], "ROUTEX_DIR": str(into), **environment}
        return subprocess.run(
            ["sh", self.installer], env=environment, capture_output=True, text=True
        )


@pytest.fixture(scope="module")
def packed(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the binary under test."""
    folder = tmp_path_factory.mktemp("packed")
    stripped = folder / "routex"
    subprocess.run(["strip", "--strip-all", "-o", stripped, binary], check=True)
    return pack(stripped, folder)


@pytest.fixture
def releases(packed: Path, tmp_path: Path):
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    release = Releases(tmp_path, f"http://127.0.0.1:{server.server_port}")
    release.files.mkdir()
    archive = release.files / packed.name
    archive.write_bytes(packed.read_bytes())
    sums = release.files / "SHA256SUMS"
    sums.write_text(f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n")
    release.installer.write_text(fill(DEPLOY / "install.sh", release.address, sums))
    yield release
    server.shutdown()
    server.server_close()


def test_the_same_binary_gives_the_same_archive(tmp_path: Path):
    binary = tmp_path / "routex"
    binary.write_text("#!/bin/sh\n")
    first, second = pack(binary, tmp_path / "1"), pack(binary, tmp_path / "2")
    assert first.read_bytes() == second.read_bytes()

    with tarfile.open(first) as archive:
        members = {Path(member.name).name: member for member in archive if member.isfile()}
    assert {"routex", "LICENSE", "routex.example.toml", "routex.service", "routex.socket"} <= members.keys()
    assert members["routex"].mode == 0o755
    assert members["LICENSE"].mode == 0o644


def test_the_installer_puts_the_program_where_it_is_told(releases: Releases, tmp_path: Path):
    into = tmp_path / "programs"
    done = releases.install(into)
    assert done.returncode == 0, done.stderr
    version = subprocess.run([into / "routex", "--version"], capture_output=True, text=True)
    assert version.stdout.strip() in done.stdout
    # again, over itself
    assert releases.install(into).returncode == 0
    assert [path.name for path in into.iterdir()] == ["routex"]


def test_the_installer_refuses_what_was_not_released(releases: Releases, tmp_path: Path):
    archive = next(releases.files.glob("*.tar.gz"))
    with archive.open("ab") as file:
        file.write(b"more")
    done = releases.install(tmp_path / "programs")
    assert done.returncode == 1
    assert "checksum is wrong" in done.stderr
    assert not (tmp_path / "programs").exists()


@pytest.mark.parametrize("missing", ["SHA256SUMS", "*.tar.gz"])
def test_the_installer_says_what_is_missing(releases: Releases, missing: str, tmp_path: Path):
    for file in releases.files.glob(missing):
        file.unlink()
    done = releases.install(tmp_path / "programs")
    assert done.returncode == 1
    assert "routex: " in done.stderr
    assert not (tmp_path / "programs").exists()


def test_the_installer_of_the_repository_says_that_it_is_none(tmp_path: Path):
    script = DEPLOY / "install.sh"
    done = subprocess.run(["sh", script], env={"PATH": os.environ["PATH"]}, capture_output=True)
    assert done.returncode == 1
    assert b"ROUTEX_RELEASES" in done.stderr


def test_the_formula_is_filled(tmp_path: Path):
    sums = tmp_path / "SHA256SUMS"
    lines = [f"{hashlib.sha256(t.encode()).hexdigest()}  routex-{VERSION}-{t}.tar.gz\n" for t in TARGETS]
    sums.write_text("".join(lines))
    formula = tmp_path / "routex.rb"
    formula.write_text(fill(DEPLOY / "homebrew" / "routex.rb", "https://releases.example", sums))
    text = formula.read_text()
    assert "@" not in text
    assert all(hashlib.sha256(target.encode()).hexdigest() in text for target in TARGETS)
    subprocess.run(["ruby", "-c", formula], check=True, capture_output=True)

    sums.write_text(lines[0])
    with pytest.raises(subprocess.CalledProcessError):
        fill(DEPLOY / "homebrew" / "routex.rb", "https://releases.example", sums)


def test_notes_are_the_section_of_the_version(tmp_path: Path):
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("# C\n\n## Unreleased\n\n- x\n\n## 1.2.3 - 2026-01-02\n\n- this\n\n## 1.2.2\n\n- old\n")
    assert notes("1.2.3", changelog).stdout.strip() == "- this"
    assert notes("1.2.2", changelog).stdout.strip() == "- old"
    refused = notes("1.2", changelog)
    assert refused.returncode == 1
    assert "no section" in refused.stderr


def pack(binary: Path, folder: Path) -> Path:
    script = [DEPLOY / "release" / "archive.sh", VERSION, HOST, binary, folder]
    done = subprocess.run(
        script, capture_output=True, text=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    )
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def fill(template: Path, releases: str, sums: Path) -> str:
    script = [DEPLOY / "release" / "fill.sh", VERSION, releases, sums]
    done = subprocess.run(script, stdin=template.open(), capture_output=True, text=True, check=True)
    return done.stdout


def notes(version: str, changelog: Path) -> subprocess.CompletedProcess:
    script = [DEPLOY / "release" / "notes.sh", version, changelog]
    return subprocess.run(script, capture_output=True, text=True)
