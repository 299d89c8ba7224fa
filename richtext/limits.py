"""What rendering may take and give."""

from collections.abc import Sequence

from core.limits import POST_MAX
from richtext.parts import Part, Slot

# Characters of a source. The forms refuse a longer one first.
SOURCE_MAX = POST_MAX

# HTML: so many times its source, and so many bytes. A slot counts with what a page
# puts in its place.
GROWTH_MAX = 40
HTML_MAX = 256 * 1024
SLOT_FILLED = 110
ANCHOR_FILLED = 6

# Seconds of processor that a text may take, as the system counts them for its worker.
# An honest one of the full length takes a quarter; with the start of a new worker a
# bomb stays below one second. How busy the machine is makes no difference.
PROCESSOR = 0.8

# Seconds by the clock, which decide about no text: how long a request waits for a
# turn and a worker, how long a job does, and when a worker that says nothing is lost.
WAIT = 10.0
WAIT_LATER = 20.0
LOST = 30.0

# Seconds by the clock that a worker may take to start.
START = 30.0

# Seconds for which a person whose text took too much gets no worker.
REST = 15.0

# Worker processes of one server process, and how many stay when there is nothing to
# do. Another is started where somebody has waited so many seconds.
WORKERS_MAX = 4
WORKERS_KEPT = 2
GROW_AFTER = 0.05

# Bytes: beyond the first a worker ends, beyond the second it is replaced.
WORKER_MEMORY = 448 * 1024 * 1024
WORKER_TIRED = 160 * 1024 * 1024


def fits(parts: Sequence[Part], source: str) -> bool:
    html = "".join(part for part in parts if not isinstance(part, Slot))
    slots = sum(
        ANCHOR_FILLED if part.kind == "anchor" else SLOT_FILLED
        for part in parts
        if isinstance(part, Slot)
    )
    filled = len(html) + slots
    if filled > GROWTH_MAX * len(source) or filled > HTML_MAX:
        return False
    return len(html.encode()) + slots <= HTML_MAX
