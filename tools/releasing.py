"""What goes with a release: the list of its packages, and what is known about them."""

import json
import os
import re
import urllib.request
from pathlib import Path
from typing import Any

from tools import environment, processes
from tools.console import ROOT, VAR, say

LOCK = ROOT / "requirements" / "base.txt"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
# Open Source Vulnerabilities: the advisories of GitHub, PyPA and others in one place.
ADVISORIES = "https://api.osv.dev/v1/querybatch"
WAIT_SECONDS = 30


def sbom(arguments: list[str]) -> int:
    """Write a CycloneDX list of what the lock of the site holds."""
    environment.ensure("test")
    target = Path(arguments[0]) if arguments else VAR / "sbom.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    processes.need(
        [
            *(environment.tool("cyclonedx-py"), "requirements", LOCK),
            *("--pyproject", ROOT / "pyproject.toml", "--mc-type", "application"),
            *("--output-reproducible", "--output-format", "JSON"),
            *("--output-file", target.resolve()),
        ],
        sentence="The list of packages could not be made:",
    )
    count = len(json.loads(target.read_text())["components"])
    say(f"{target} lists {count} packages.")
    return 0


def audit(arguments: list[str]) -> int:
    """Ask for what is known about the packages of the lock; 1 where something is."""
    packages = PINNED.findall(LOCK.read_text())
    address = os.environ.get("ADVISORIES_URL", ADVISORIES)
    try:
        found = ask(address, packages)
    except (OSError, ValueError) as error:
        say(
            f"Nothing was audited: no advisories could be had from {address} "
            f"({error}). Ask again from a machine that reaches it."
        )
        return 2
    for (name, version), known in found.items():
        say(f"  {name} {version}: {', '.join(known)}")
    say(f"Advisories are known for {len(found)} of {len(packages)} packages.")
    return 1 if found else 0


def ask(
    address: str, packages: list[tuple[str, str]]
) -> dict[tuple[str, str], list[str]]:
    """The names of advisories of each package that has one."""
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in packages
    ]
    request = urllib.request.Request(
        address,
        data=json.dumps({"queries": queries}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:
        results: list[dict[str, Any]] = json.load(answer).get("results", [])
    if len(results) != len(packages):
        raise ValueError("the answer is not about these packages")
    return {
        package: [one["id"] for one in result["vulns"]]
        for package, result in zip(packages, results, strict=True)
        if result.get("vulns")
    }
