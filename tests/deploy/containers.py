"""Images built and run without an engine: buildah and podman as root, with everything of theirs in one folder."""

import os
import re
import shutil
import socket
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

LISTENING = re.compile(r"listening on (http://\S+)")
TOKEN = re.compile(r"#token=([^,\s]+)")
START_LIMIT_SECONDS = 60
STOP_LIMIT_SECONDS = 60

# A mount namespace of one's own, in which cgroups are what crun wants to see: it refuses the mix of both versions that some
# machines have, even where containers get no cgroup.
HOLDER = """
if [ "$(stat --file-system --format=%T /sys/fs/cgroup)" != cgroup2fs ]; then
    umount --lazy /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup
fi
echo ready
exec sleep infinity
"""


class Containers:
    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        # vfs works on every file system, also on that of a container
        self._storage = ["--root", folder / "root", "--runroot", folder / "run", "--storage-driver", "vfs"]
        self._folder = folder
        self._holder = subprocess.Popen(
            ["unshare", "--mount", "sh", "-ec", HOLDER], stdout=subprocess.PIPE, text=True
        )
        if self._holder.stdout.readline() != "ready\n":
            pytest.skip("images were not tried: this machine lets nobody have a mount namespace, which root needs here")

    def close(self):
        self._holder.kill()
        self._holder.wait()
        self._holder.stdout.close()

    def base(self, name: str, suite: str):
        """An image of this name with a minimal Debian, which is installed once."""
        if self._run("buildah", "images", "--quiet", "--filter", f"reference={name}"):
            return
        system = self._folder / suite
        shutil.rmtree(system, ignore_errors=True)
        log = self._folder / "debootstrap.log"
        with log.open("w") as output:
            done = subprocess.run(
                ["debootstrap", "--variant=minbase", suite, system, "http://deb.debian.org/debian"],
                stdout=output,
                stderr=output,
            )
        assert done.returncode == 0, log.read_text()
        recipe = self._folder / "base.Containerfile"
        recipe.write_text("FROM scratch\nADD . /\n")
        self._run("buildah", "build", *_BUILD, "--tag", name, "--file", recipe, system)
        shutil.rmtree(system)

    def build(self, name: str, dockerfile: Path, context: Path, **arguments: str):
        given = [f"--build-arg={key}={value}" for key, value in arguments.items()]
        self._run(
            "buildah", "build", *_BUILD, *given, "--tag", name, "--file", dockerfile, context
        )

    def bytes_of(self, image: str) -> int:
        inspected = self._run("podman", "image", "inspect", "--format", "{{.Size}}", image)
        return int(inspected)

    def config_of(self, image: str, what: str) -> str:
        return self._run("podman", "image", "inspect", "--format", f"{{{{{what}}}}}", image).strip()

    @contextmanager
    def running(self, image: str, data: Path, *options: str, log: Path, environment: dict[str, str]):
        """A container of the image with a read-only root, no capabilities but those in `options`, and `data` at /data. It has
        to end without an error when it is told to."""
        name = f"routex-test-{os.getpid()}-{log.parent.name}"
        variables = [f"--env={key}={value}" for key, value in environment.items()]
        command = self._podman(
            "run", "--rm", "--name", name, "--pull=never", "--network=host", "--cgroups=disabled",
            # podman would ask for more than it may have
            "--ulimit=nofile=4096:4096", "--ulimit=nproc=4096:4096",
            "--read-only", "--read-only-tmpfs=false", "--cap-drop=ALL",
            "--security-opt=no-new-privileges", f"--volume={data}:/data",
            *variables, *options, image,
        )  # fmt: skip
        with log.open("w") as output:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=output, text=True)
            container = Container(self, name, process, log)
            try:
                container.wait_until_it_serves()
                yield container
                self._run("podman", "stop", "--time", str(STOP_LIMIT_SECONDS), name)
                assert process.wait(STOP_LIMIT_SECONDS) == 0, log.read_text()
            finally:
                if process.poll() is None:
                    self._run("podman", "kill", name)
                    process.wait()
                process.stdout.close()

    def _podman(self, *arguments: str | Path) -> list:
        return [
            "nsenter", "--mount", f"--target={self._holder.pid}",
            "podman", *self._storage, "--cgroup-manager=cgroupfs", "--runtime=crun", *arguments,
        ]  # fmt: skip

    def _run(self, program: str, *arguments: str | Path) -> str:
        if program == "podman":
            command = self._podman(*arguments)
        else:
            command = [program, *self._storage, *arguments]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, f"{program} {arguments[0]}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def health(self, name: str):
        """What the image's HEALTHCHECK says."""
        self._run("podman", "healthcheck", "run", name)


class Container:
    def __init__(self, containers: Containers, name: str, process: subprocess.Popen, log: Path):
        self._containers, self._name, self._process, self._log = containers, name, process, log
        self.said = ""
        self.address = ""

    def wait_until_it_serves(self):
        watchdog = threading.Timer(START_LIMIT_SECONDS, self._process.kill)
        watchdog.start()
        for line in self._process.stdout:
            self.said += line
            if TOKEN.search(line) or self._log_is_over():
                break
        watchdog.cancel()
        match = LISTENING.search(self.said)
        assert match, f"it does not serve: {self.said!r}\n{self._log.read_text()}"
        self.address = match[1].replace("0.0.0.0", "127.0.0.1")

    def _log_is_over(self) -> bool:
        return self._process.poll() is not None

    def setup_token(self) -> str:
        return TOKEN.search(self.said)[1]

    def check_health(self):
        self._containers.health(self._name)

    def user(self) -> int:
        """Who runs Routex, as the machine sees it."""
        inspect = ["container", "inspect", "--format", "{{.State.Pid}}", self._name]
        pid = self._containers._run("podman", *inspect).strip()
        return Path(f"/proc/{pid}").stat().st_uid


# no network of a container's own, no pulling: the bases are those that `base` made
_BUILD = ["--isolation=chroot", "--format=docker", "--network=host", "--pull-never"]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
