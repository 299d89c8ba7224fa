"""Programs of the system that tests run against: found, or installed, in that order."""

import os
import shutil

from tools import processes
from tools.console import Stop, say

# Where Debian keeps servers, which is not on everybody's path.
PLACES = ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"]
# Each program, and the package of Debian that has it.
PACKAGES = {"caddy": "caddy", "nginx": "nginx-light", "redis-server": "redis-server"}


def program(name: str) -> str:
    """The path of a program, however it had to be had."""
    found = find(name)
    if found:
        return found
    package = PACKAGES[name]
    say(f"There is no {name} on this machine: installing {package}.")
    processes.apt_install(package)
    found = find(name)
    if found:
        return found
    raise Stop(
        f"The tests need {name} and it could not be had: install it "
        f"(on Debian: sudo apt-get install {package}) or name it in {variable(name)}."
    )


def find(name: str) -> str | None:
    """One that is already here. A variable names one and ends the search."""
    named = os.environ.get(variable(name))
    if named:
        if not os.access(named, os.X_OK):
            raise Stop(f"{variable(name)} names {named}, which cannot be started.")
        return named
    places = os.pathsep.join([os.environ.get("PATH", ""), *PLACES])
    return shutil.which(name, path=places)


def variable(name: str) -> str:
    """NGINX, CADDY, REDIS_SERVER."""
    return name.upper().replace("-", "_")
