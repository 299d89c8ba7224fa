"""What zones that a member tries out take of memory: `dev.py bench --memory`.

Every zone shows the same pages otherwise. A process stays under 300 MB.
"""

from itertools import islice
from pathlib import Path

from tqdm import tqdm

from accounts.models import User
from benchmarks import processor, visits
from benchmarks.serving import served
from core.zones import listed
from forum.models import Category, Thread

ZONES = 80
THREADS = 10
MOST = 300_000_000


def run(folder: Path) -> int:
    member = User.objects.order_by("pk")[0]
    cookies = visits.cookies_of(member)
    pages = ["/", "/forum/"]
    pages += [c.get_absolute_url() for c in Category.objects.all()[:5]]
    pages += [
        f"{thread.get_absolute_url()}?page={number}"
        for thread in Thread.objects.order_by("-reply_count")[:THREADS]
        for number in range(1, min(thread.page_count, 3) + 1)
    ]
    with served("config.wsgi:application", folder, first="/healthz") as site:
        connection = site.connection()
        before = largest(site.process.pid)
        for zone in tqdm(list(islice(listed(), 0, None, len(listed()) // ZONES))):
            User.objects.filter(pk=member.pk).update(zone=zone)
            for page in pages:
                connection.request("GET", page, headers=cookies | {"Host": "localhost"})
                answer = connection.getresponse()
                answer.read()
        after = largest(site.process.pid)
    print(f"\n{ZONES} zones, {len(pages)} pages each. The largest process:")
    print(f"  before {before / 1e6:5.0f} MB\n  after  {after / 1e6:5.0f} MB")
    return int(after > MOST)


def largest(root: int) -> int:
    """Bytes that the largest process under `root` holds in memory."""
    return max(map(resident, processor.descendants(root)))


def resident(pid: int) -> int:
    for line in (processor.PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0
