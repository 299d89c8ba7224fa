"""The process that reads what people typed. It has no Django and no secrets.

Its standard input is one end of a socket. It says when it listens. It is asked the
seconds of processor that it may take and the length of the text, then the text; it
answers whether it made something of it, whether it wants to be replaced, the length,
and the rendered text as JSON. It ends when the socket does, and the system ends it
with SIGPROF when its seconds are used up.
"""

import os
import re
import resource
import signal
import socket
import struct
from contextlib import suppress
from pathlib import Path

from richtext import limits
from richtext.highlighting import Detail
from richtext.marks import bound_marks
from richtext.markup import Writer
from richtext.parts import RichText
from richtext.sanitising import sanitise

QUESTION = struct.Struct(">dI")
ANSWER = struct.Struct(">??I")
READY = b"\n"

MEMORY = Path("/proc/self/statm")
EMPTY = re.compile(r"<p>\s*</p>\n?")


def render(source: str, writer: Writer) -> RichText | None:
    """The stored form of a text, or None for one that would become too large."""
    words = writer.placeholders
    for detail in reversed(Detail):
        html = writer.html(source, detail)
        if limits.fits(words.parts(html), source):
            html = EMPTY.sub("", sanitise(html, words.anchor)).strip()
            text = words.text(bound_marks(html))
            if limits.fits(text.parts, source):
                return text
    return None


def answer(source: str, writer: Writer) -> tuple[RichText | None, bool]:
    """What became of the text, and whether the writer is fit for another.

    The parser raises on some texts (a recursion too deep, among others); they cannot
    be rendered, now or later. A lack of memory ends the process.
    """
    try:
        return render(source, writer), True
    except MemoryError:
        os._exit(1)
    except Exception:
        return None, False


def _is_swollen() -> bool:
    """Whether it holds too much now.

    The peak that getrusage knows is no measure on Linux: it begins with what the
    parent held when it started this process.
    """
    try:
        pages = int(MEMORY.read_text().split()[1])
    except OSError:
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    else:
        used = pages * resource.getpagesize()
    return used > limits.WORKER_TIRED


def _receive(channel: socket.socket, length: int) -> bytes:
    parts = []
    while length:
        part = channel.recv(min(length, 65536))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    # Not every platform can limit the address space.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limits.WORKER_MEMORY,) * 2)
    channel = socket.socket(fileno=0)
    writer = Writer()
    # The asker closes the socket when it needs no more.
    with suppress(EOFError, OSError):
        channel.sendall(READY)
        while True:
            seconds, length = QUESTION.unpack(_receive(channel, QUESTION.size))
            source = _receive(channel, length).decode()
            signal.setitimer(signal.ITIMER_PROF, seconds)
            text, is_fit = answer(source, writer)
            signal.setitimer(signal.ITIMER_PROF, 0)
            data = b"" if text is None else text.to_json().encode()
            channel.sendall(
                ANSWER.pack(text is not None, not is_fit or _is_swollen(), len(data))
                + data
            )


if __name__ == "__main__":
    main()
