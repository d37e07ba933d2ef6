"""Routex as a process: started on a free port, ended by its id."""

import re
import shutil
import signal
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

START_LIMIT_SECONDS = 60
STOP_LIMIT_SECONDS = 30

LISTENING = re.compile(r"^routex (?:simulator )?\S+ listening on (http://\S+)$")


@contextmanager
def running(binary: str, *arguments: str, log: Path):
    """Gives the address of `routex ARGUMENTS`. It has to end without an error when asked to."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [binary, *arguments],
            stdout=subprocess.PIPE,
            stderr=output,
            # no provider key or setting of whoever runs the tests
            env={"RUST_BACKTRACE": "1"},
        )
        try:
            address = _address(process, log)
            # what else it prints must not fill the pipe
            drain = threading.Thread(target=shutil.copyfileobj, args=(process.stdout, output))
            drain.start()
            yield address
            process.terminate()
            assert process.wait(STOP_LIMIT_SECONDS) in (0, -signal.SIGTERM)
            drain.join()
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def _address(process: subprocess.Popen, log: Path) -> str:
    watchdog = threading.Timer(START_LIMIT_SECONDS, process.kill)
    watchdog.start()
    line = process.stdout.readline().decode()
    watchdog.cancel()
    match = LISTENING.match(line.strip())
    assert match, f"no address in {line!r}\n{log.read_text()}"
    return match[1]
