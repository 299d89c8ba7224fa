"""Rounds of requests: the processor time that each took, and how long one waited."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import islice
from statistics import median
from threading import Lock

from django.db import connections

from benchmarks.serving import Server
from benchmarks.visits import Request, Visit

CONNECTIONS = 2
# Of the usual number of requests, so many are asked one at a time for the latency.
ONE_AT_A_TIME = 0.25
Clock = Callable[[], float]


@dataclass(frozen=True)
class Cost:
    """Seconds for one request: of processor, and until its answer, asked alone."""

    server: float
    database: float
    latency: float = 0.0

    @property
    def total(self) -> float:
        return self.server + self.database


@dataclass(frozen=True)
class Result:
    """A row of the table: medians over the rounds, each against its own bare view."""

    visit: Visit
    server: float
    database: float
    ratio: float
    spread: tuple[float, float]
    latency: float
    latency_ratio: float

    @property
    def is_reached(self) -> bool | None:
        return None if self.visit.target is None else self.ratio <= self.visit.target


def measure(visit: Visit, server: Server, database: Clock, *, share: float) -> Cost:
    """Warm up, then ask; a `share` of the usual number is enough for a try."""
    run(server, visit, visit.warm)
    times = max(5, int(visit.times * share))
    before = server.seconds(), database()
    run(server, visit, times)
    after = server.seconds(), database()
    latency = latency_of(server, visit, max(5, int(times * ONE_AT_A_TIME)))
    return Cost((after[0] - before[0]) / times, (after[1] - before[1]) / times, latency)


def latency_of(server: Server, visit: Visit, times: int) -> float:
    """The median wait for an answer, over one connection that stays open."""
    connection, waits = server.connection(), []
    for request in islice(visit.requests, times):
        if request.before:
            request.before()
        began = time.perf_counter()
        _ask(connection, request, visit.status)
        waits.append(time.perf_counter() - began)
    connection.close()
    return median(waits)


def run(server: Server, visit: Visit, times: int) -> None:
    """Ask so often, over a few connections that stay open."""
    asked, lock = islice(visit.requests, times), Lock()

    def requests() -> Iterator[Request]:
        while True:
            with lock:
                request = next(asked, None)
            if request is None:
                return
            yield request

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        work = [
            threads.submit(_ask_all, server.connection(), requests(), visit.status)
            for _ in range(CONNECTIONS)
        ]
        for each in work:
            each.result()


def _ask_all(
    connection: HTTPConnection, requests: Iterable[Request], status: int
) -> None:
    for request in requests:
        if request.before:
            request.before()
        _ask(connection, request, status)
    connection.close()
    # What a request does beforehand may have opened one in this thread.
    connections.close_all()


def _ask(connection: HTTPConnection, request: Request, status: int) -> None:
    headers = {"Host": "localhost"} | request.headers
    if request.body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(
        "POST" if request.body else "GET",
        request.path,
        body=request.body or None,
        headers=headers,
    )
    response = connection.getresponse()
    response.read()
    if response.status != status:
        raise SystemExit(
            f"{request.path} answered {response.status} instead of {status}."
        )


def results(rounds: list[dict[str, Cost]], visits: list[Visit]) -> list[Result]:
    found = []
    for visit in visits:
        costs = [costs[visit.name] for costs in rounds]
        base = visit.base or "bare view"
        ratios = [costs[visit.name].total / costs[base].total for costs in rounds]
        waits = [
            _ratio(costs[visit.name].latency, costs[base].latency) for costs in rounds
        ]
        found.append(
            Result(
                visit=visit,
                server=median(cost.server for cost in costs),
                database=median(cost.database for cost in costs),
                ratio=median(ratios),
                spread=(min(ratios), max(ratios)),
                latency=median(cost.latency for cost in costs),
                latency_ratio=median(waits),
            )
        )
    return found


def _ratio(part: float, base: float) -> float:
    return part / base if base else 0.0
