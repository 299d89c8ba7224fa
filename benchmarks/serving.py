"""The servers that are measured: granian as in production, two workers."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from benchmarks import processor

WORKERS = 2
THREADS = 4
START_SECONDS = 60


class Server:
    def __init__(self, target: str, folder: Path) -> None:
        self.port = _free_port()
        self.log = folder / f"{target.partition(':')[0]}.log"
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "granian", "--interface", "wsgi"),
                    *("--host", "127.0.0.1", "--port", str(self.port)),
                    *("--workers", str(WORKERS)),
                    *("--blocking-threads", str(THREADS)),
                    *("--http", "1", "--no-ws", target),
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=30)

    def seconds(self) -> float:
        return processor.seconds(self.process.pid)

    def wait(self, path: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                connection = self.connection()
                connection.request("GET", path, headers={"Host": "localhost"})
                connection.getresponse().read()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise SystemExit(f"The server did not start; {self.log} says why.")


@contextmanager
def served(target: str, folder: Path, *, first: str) -> Iterator[Server]:
    server = Server(target, folder)
    try:
        server.wait(first)
        yield server
    finally:
        server.process.terminate()
        try:
            server.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
