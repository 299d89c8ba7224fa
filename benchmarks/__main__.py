"""`python3 dev.py bench`: what a page costs, in bare views."""

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The deep thread alone has 10,000 posts.
SMALLEST = 20_000


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="dev.py bench",
        description="Serve generated content with the production server and print, "
        "for each page, the processor time of a request (server and database) as a "
        "ratio to a bare Django view of the same round.",
        epilog="DATABASE_URL names an empty or earlier database of the harness; "
        "--postgresql starts one; otherwise it is SQLite under var/bench.",
    )
    parser.add_argument("--rounds", type=int, default=3, help="the median counts (3)")
    parser.add_argument(
        "--quick", action="store_true", help="little content, few requests: a try"
    )
    parser.add_argument(
        "--size",
        type=int,
        metavar="POSTS",
        help="so many posts instead of 50,000, in content of its own; from 20,000 on",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="generate the content anew"
    )
    parser.add_argument("--only", default="", help="only rows whose name has this")
    parser.add_argument(
        "--check", action="store_true", help="fail where a target is not reached"
    )
    parser.add_argument(
        "--paint",
        action="store_true",
        help="measure the first paint of first visits in Chromium instead",
    )
    parser.add_argument(
        "--memory",
        action="store_true",
        help="instead: what a process holds after a member has changed zones 80 times",
    )
    parser.add_argument("--postgresql", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.size is not None and chosen.size < SMALLEST:
        parser.error(f"--size takes {SMALLEST:,} posts or more.")
    return chosen


def folder_of(chosen: argparse.Namespace) -> Path:
    """Content of each size is written once and kept."""
    kind = f"-{chosen.size}" if chosen.size else "-quick" if chosen.quick else ""
    return ROOT / "var" / f"bench{kind}"


def main() -> int:
    chosen = options()
    folder = folder_of(chosen)
    if chosen.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["BENCH_FOLDER"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"

    # Django's settings come first.
    if chosen.paint:
        from benchmarks import paint

        return paint.run(chosen, folder)

    from benchmarks import processor, run

    if not processor.is_available():
        sys.exit("The harness reads processor time from /proc, which only Linux has.")
    return run.run(chosen, folder)


if __name__ == "__main__":
    began = time.monotonic()
    code = main()
    print(f"\nIt took {time.monotonic() - began:.0f} seconds.")
    sys.exit(code)
