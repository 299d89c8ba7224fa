"""First paint of a first visit, in Chromium, on a slow line.

The figures are those of row R15: 150 ms to each request, 1.6 Mbit/s down, no TLS,
an empty cache. Times are medians, in milliseconds; bytes are as they came over the
line.
"""

import argparse
import os
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import django
from tqdm import tqdm

django.setup()

from playwright.sync_api import Browser, CDPSession, sync_playwright  # noqa: E402

from benchmarks.content import Size  # noqa: E402
from benchmarks.run import QUICK, prepare  # noqa: E402
from benchmarks.serving import served  # noqa: E402
from forum.models import Category, Thread  # noqa: E402

LATENCY = 150  # milliseconds
DOWN, UP = 1_600_000 / 8, 750_000 / 8  # bytes a second
PAINT_MAX = 1200  # milliseconds
BYTES_MAX = 60_000  # HTML and styles together
SHIFT_MAX = 0.01

# Asked once everything has been loaded; shifts that are older are in the buffer.
PAINTED = """() => new Promise(resolve => {
  let shift = 0
  const add = list => list.forEach(entry => { shift += entry.value })
  const observer = new PerformanceObserver(list => add(list.getEntries()))
  observer.observe({type: 'layout-shift', buffered: true})
  const answer = () => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0]
    if (!paint) return requestAnimationFrame(answer)
    add(observer.takeRecords())
    resolve([paint.startTime, shift])
  }
  requestAnimationFrame(answer)
})"""


@dataclass
class Visit:
    """What one visit took: milliseconds, shift, and bytes by kind of resource."""

    paint: float = 0.0
    shift: float = 0.0
    requests: int = 0
    bytes_of: dict[str, float] = field(default_factory=dict)

    @property
    def needed(self) -> float:
        return self.bytes_of.get("Document", 0) + self.bytes_of.get("Stylesheet", 0)


def run(chosen: argparse.Namespace, folder: Path) -> int:
    prepare(QUICK if chosen.quick else Size())
    pages = addresses()
    with (
        served("config.wsgi:application", folder, first="/healthz") as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"]
        )
        origin = f"http://localhost:{site.port}"
        for path in pages.values():
            visit(browser, origin + path)
        found = {
            name: [visit(browser, origin + path) for _ in range(chosen.rounds)]
            for name, path in tqdm(pages.items(), unit="page", desc="Painting")
        }
        browser.close()
    print(table(found))
    missed = [name for name, visits in found.items() if not is_reached(visits)]
    return int(bool(missed)) if chosen.check else 0


def addresses() -> dict[str, str]:
    """The pages that a newcomer comes to first."""
    thread = Thread.objects.order_by("pk")[0]
    category = Category.objects.order_by("pk")[0]
    return {
        "home": "/",
        "category": category.get_absolute_url(),
        "thread": thread.get_absolute_url(),
        "stories": "/stories/",
    }


def visit(browser: Browser, address: str) -> Visit:
    """One visit by a browser that has never been here."""
    seen = Visit()
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        line = context.new_cdp_session(page)
        slow_down(line)
        count(line, seen)
        page.goto(address, wait_until="networkidle")
        seen.paint, seen.shift = page.evaluate(PAINTED)
    return seen


def slow_down(line: CDPSession) -> None:
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": DOWN,
            "uploadThroughput": UP,
        },
    )


def count(line: CDPSession, seen: Visit) -> None:
    kinds: dict[str, str] = {}

    def received(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        seen.requests += 1
        so_far = seen.bytes_of.get(kind, 0)
        seen.bytes_of[kind] = so_far + event["encodedDataLength"]

    line.on("Network.responseReceived", received)
    line.on("Network.loadingFinished", finished)


def is_reached(visits: list[Visit]) -> bool:
    return (
        median(visit.paint for visit in visits) <= PAINT_MAX
        and median(visit.needed for visit in visits) <= BYTES_MAX
        and max(visit.shift for visit in visits) <= SHIFT_MAX
    )


def table(found: dict[str, list[Visit]]) -> str:
    about = (
        f"A first visit at {LATENCY} ms and {DOWN * 8 / 1e6:.1f} Mbit/s; "
        f"at most {PAINT_MAX} ms, and {BYTES_MAX / 1000:.0f} kB of HTML and styles."
    )
    head = (
        f"{'':12}{'first paint':>12}{'between':>14}{'HTML':>9}{'styles':>9}"
        f"{'scripts':>9}{'requests':>10}{'shift':>8}"
    )
    lines = ["", about, "", head]
    for name, visits in found.items():
        paints = [visit.paint for visit in visits]
        kinds = visits[0].bytes_of
        sizes = "".join(
            f"{kinds.get(kind, 0) / 1000:6.1f} kB"
            for kind in ("Document", "Stylesheet", "Script")
        )
        lines.append(
            f"{name:12}{median(paints):9.0f} ms"
            f"{f'{min(paints):.0f}-{max(paints):.0f}':>14}{sizes}"
            f"{visits[0].requests:>10}{max(visit.shift for visit in visits):8.3f}"
            f"  {'reached' if is_reached(visits) else 'missed'}"
        )
    return "\n".join(lines)
