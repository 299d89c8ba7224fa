"""One run of the harness: content, servers, rounds, table."""

import argparse
import logging
from pathlib import Path
from statistics import median

import django
from tqdm import tqdm

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks import content, memory, processor, visits  # noqa: E402
from benchmarks.measuring import Clock, Cost, Result, measure, results  # noqa: E402
from benchmarks.serving import Server, served  # noqa: E402
from forum.models import Post  # noqa: E402

QUICK = content.Size(categories=3, threads=40, posts=20, deep=400, members=30)
SHARE_OF_A_TRY = 0.1


def run(chosen: argparse.Namespace, folder: Path) -> int:
    size = QUICK if chosen.quick else content.Size.of(chosen.size)
    # The client's own requests are none of the site's log.
    logging.disable(logging.WARNING)
    prepare(size)
    if chosen.memory:
        return memory.run(folder)
    asked = [visit for visit in visits.visits() if wanted(visit, chosen.only)]
    pk = Post.objects.order_by("pk").values_list("pk", flat=True)[0]
    share = SHARE_OF_A_TRY if chosen.quick else 1.0
    database = database_clock()
    with (
        served("benchmarks.bare:application", folder, first=f"/{pk}/") as plain,
        served("config.wsgi:application", folder, first="/healthz") as site,
    ):
        rounds = [
            round_of(asked, visits.bare(pk), plain, site, database, share)
            for _ in tqdm(range(chosen.rounds), unit="round", desc="Measuring")
        ]
    found = results(rounds, asked)
    print(table(found, rounds))
    missed = [result for result in found if result.is_reached is False]
    return int(bool(missed)) if chosen.check else 0


def wanted(visit: visits.Visit, part: str) -> bool:
    return part in visit.name


def prepare(size: content.Size) -> None:
    """Tables, static files and content; what an earlier run left is used again."""
    create_database()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    if Post.objects.exists():
        return
    posts = size.threads * size.posts + size.deep
    print(f"Writing {posts:,} posts.")
    content.build(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def create_database() -> None:
    """A server of PostgreSQL may be new; SQLite makes its file."""
    if connection.vendor == "sqlite":
        return
    name = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")


def round_of(
    asked: list[visits.Visit],
    bare: visits.Visit,
    plain: Server,
    site: Server,
    database: Clock,
    share: float,
) -> dict[str, Cost]:
    costs = {bare.name: measure(bare, plain, database, share=share)}
    for visit in asked:
        costs[visit.name] = measure(visit, site, database, share=share)
    return costs


def database_clock() -> Clock:
    """The time of the database server; SQLite works within the site's processes."""
    if connection.vendor == "sqlite":
        return lambda: 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    try:
        server = processor.parent_of(backend)
    except OSError:
        print("The database is on another machine: its time is not counted.")
        return lambda: 0.0
    return lambda: processor.seconds(server)


def table(found: list[Result], rounds: list[dict[str, Cost]]) -> str:
    bare = median(costs["bare view"].total for costs in rounds)
    wait = median(costs["bare view"].latency for costs in rounds)
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    about = (
        f"{kind}, {Post.objects.count():,} posts, {len(rounds)} rounds. "
        f"Bare view, connections kept: {bare * 1e6:.0f} µs of processor, "
        f"answered after {wait * 1e6:.0f} µs."
    )
    head = (
        f"{'':26}{'server':>9}{'database':>10}{'ratio':>8}{'rounds':>14}"
        f"{'latency':>11}{'ratio':>8}{'target':>8}"
    )
    lines = ["", about, "", head]
    for result in found:
        low, high = result.spread
        target = f"{result.visit.target:g}" if result.visit.target else ""
        note = {True: "reached", False: "missed", None: ""}[result.is_reached]
        of = f" of {result.visit.base}" if result.visit.base else ""
        lines.append(
            f"{result.visit.name:26}{result.server * 1e6:6.0f} µs"
            f"{result.database * 1e6:7.0f} µs{result.ratio:8.2f}"
            f"{f'{low:.2f}-{high:.2f}':>14}{result.latency * 1e3:8.2f} ms"
            f"{result.latency_ratio:8.2f}{target:>8}  {note}{of}"
        )
    return "\n".join(lines)
