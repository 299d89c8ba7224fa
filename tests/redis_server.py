"""A real Redis for tests, on a port of its own, which keeps nothing."""

import subprocess

from tests.mail_server import free_port
from tools.programs import program

READY = "Ready to accept connections"


class RedisServer:
    def __enter__(self):
        self.port = free_port()
        self.process = subprocess.Popen(
            [
                *(program("redis-server"), "--port", str(self.port)),
                *("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        for line in self.process.stdout:
            if READY in line:
                return f"redis://127.0.0.1:{self.port}/0"
        raise AssertionError("Redis did not start.")

    def __exit__(self, *error):
        self.process.terminate()
        self.process.communicate()
