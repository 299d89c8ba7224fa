"""`dev.py run`: the site and its worker on this machine."""

import argparse
import socket
import subprocess
import time

from tools import environment, history, processes
from tools.console import ROOT, Stop, say

START_SECONDS = 60


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py run")
    parser.add_argument("--port", type=port_number, default=8000)
    port = parser.parse_args(arguments).port
    require_free(port)

    environment.ensure("base")
    env = {
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "PYTHONUNBUFFERED": "1",
        "SITE_URL": f"http://localhost:{port}",
        "DJANGO_RUNSERVER_HIDE_WARNING": "true",
    }
    prepare_database(env)
    children = {
        "server": manage(env, "runserver", f"localhost:{port}"),
        "worker": manage(env, "work"),
    }
    try:
        wait_for_answer(children, port)
        announce(port)
        watch(children)
    except KeyboardInterrupt:
        say("\nStopping.")
        return 0
    finally:
        for child in children.values():
            processes.stop(child)
    return 1


def port_number(text: str) -> int:
    port = int(text) if text.isascii() and text.isdigit() else 0
    if not 0 < port < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return port


def require_free(port: int) -> None:
    if is_taken(port):
        raise Stop(
            f"Port {port} is taken by another program: stop that one, or choose "
            f"another with `python3 dev.py run --port {port + 1}`."
        )


def is_taken(port: int) -> bool:
    """Whether something answers where a browser's `localhost` would lead."""
    for family, address in (
        (socket.AF_INET, "127.0.0.1"),
        (socket.AF_INET6, "::1"),
    ):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(1)
            try:
                if probe.connect_ex((address, port)) == 0:
                    return True
            except OSError:
                continue
    return False


def prepare_database(env: dict[str, str]) -> None:
    """Bring the tables up to date and fill an empty site with the sample."""
    manage_py = [environment.python(), ROOT / "manage.py"]
    history.set_aside_what_does_not_fit(env)
    say("Bringing the database up to date.")
    processes.need(
        [*manage_py, "migrate", "--no-input", "--verbosity", "0"],
        sentence="The database could not be brought up to date:",
        env=env,
    )
    history.note(env)
    if processes.run([*manage_py, "build_sample", "--if-empty"], env=env).returncode:
        raise Stop(
            "The sample community could not be built; the lines above say why. "
            "`python3 dev.py reset` begins with an empty database."
        )


def manage(env: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return processes.start(
        [environment.python(), ROOT / "manage.py", *arguments], env=env
    )


def wait_for_answer(children: dict[str, subprocess.Popen[str]], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_taken(port):
        stop_if_one_ended(children)
        if time.monotonic() > deadline:
            raise Stop(f"The server did not answer within {START_SECONDS} seconds.")
        time.sleep(0.1)


def announce(port: int) -> None:
    say()
    say(f"  Crossroads            http://localhost:{port}/")
    say(f"  Sign in as a persona  http://localhost:{port}/dev/personas/")
    say(f"  Mail that was sent    http://localhost:{port}/dev/mail/")
    say()
    say("  Ctrl-C stops it.")
    say()


def watch(children: dict[str, subprocess.Popen[str]]) -> None:
    while True:
        stop_if_one_ended(children)
        time.sleep(0.5)


def stop_if_one_ended(children: dict[str, subprocess.Popen[str]]) -> None:
    for name, child in children.items():
        code = child.poll()
        if code is not None:
            raise Stop(
                f"The {name} ended (exit code {code}); the lines above say why. "
                "Everything is stopped."
            )
