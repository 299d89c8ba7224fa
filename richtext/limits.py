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

# Seconds from the asking: what a reader waits for, and what a job does. The rest of
# the second is for a busy machine.
DEADLINE = 0.7
PATIENCE = 10.0

# Seconds that a worker may take to start.
START = 30.0

# Seconds for which a person whose text took too long gets no worker.
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
