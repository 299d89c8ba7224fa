"""Whether a file is a film that browsers play: by what it holds, not by its name.

Both walks go from box to box to the end of the file and read a few bytes of each,
so a file of gigabytes takes no longer than a small one. What follows the film, or
hides in front of it, is no part of any film: such a file is refused.
"""

from typing import Any, BinaryIO

from django.core.files import File

from recordings.enums import VideoType
from recordings.errors import NoVideo

Film = BinaryIO | File[Any]

MOST_BOXES = 200_000

BRANDS = {
    *(b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"iso8", b"iso9", b"mp41"),
    *(b"mp42", b"avc1", b"M4V ", b"dash", b"msdh", b"mp71"),
}
BOXES = {
    *(b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"mfra"),
    *(b"sidx", b"styp", b"udta", b"uuid", b"meta", b"pdin", b"prft", b"emsg", b"ssix"),
}

EBML, SEGMENT, DOCTYPE = 0x1A45DFA3, 0x18538067, 0x4282
CLUSTER, TRACKS, VOID, CRC = 0x1F43B675, 0x1654AE6B, 0xEC, 0xBF
PARTS = {
    *(CLUSTER, TRACKS, VOID, CRC),
    *(0x114D9B74, 0x1549A966, 0x1C53BB6B, 0x1043A770, 0x1254C367),
}
UNKNOWN = -1
HEADER_MAX = 4_096

SENTENCE = "This is no MP4 or WebM film that browsers play."


def kind_of(file: Film, size: int) -> VideoType:
    """MP4 or WebM. Raises NoVideo for everything else."""
    if size == 0:
        raise NoVideo("The file is empty.")
    file.seek(0)
    start = file.read(12)
    try:
        if start[4:8] == b"ftyp":
            _walk_mp4(file, size)
            return VideoType.MP4
        if start[:4] == EBML.to_bytes(4, "big"):
            _walk_webm(file, size)
            return VideoType.WEBM
    finally:
        file.seek(0)
    raise NoVideo(SENTENCE)


def _walk_mp4(file: Film, size: int) -> None:
    place, seen = 0, set()
    for _ in range(MOST_BOXES):
        if place == size:
            break
        file.seek(place)
        head = file.read(16)
        length, name = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = size - place
        if name not in BOXES or length < 8 or place + length > size:
            raise NoVideo("The film breaks off, or something else is attached to it.")
        if name == b"ftyp" and (place or head[8:12] not in BRANDS):
            raise NoVideo(SENTENCE)
        seen.add(name)
        place += length
    if place != size or b"moov" not in seen or seen.isdisjoint({b"mdat", b"moof"}):
        raise NoVideo("The film breaks off: there are no pictures in it.")


def _walk_webm(file: Film, size: int) -> None:
    _, length, place = _element(file, 0)
    if not 0 < length <= HEADER_MAX or _doctype(file, place, place + length) != b"webm":
        raise NoVideo(SENTENCE)
    name, length, place = _element(file, place + length)
    if name != SEGMENT or length not in {UNKNOWN, size - place}:
        raise NoVideo("The film breaks off, or something else is attached to it.")
    seen = set()
    for _ in range(MOST_BOXES):
        if place == size:
            break
        name, length, inside = _element(file, place)
        if name not in PARTS or inside + max(length, 0) > size:
            raise NoVideo("The film breaks off, or something else is attached to it.")
        seen.add(name)
        # A live recording does not know how long its clusters are: the rest is one.
        place = size if length == UNKNOWN else inside + length
    if place != size or not {TRACKS, CLUSTER} <= seen:
        raise NoVideo("The film breaks off: there are no pictures in it.")


def _doctype(file: Film, place: int, end: int) -> bytes:
    while place < end:
        name, length, inside = _element(file, place)
        if length < 0 or inside + length > end:
            break
        if name == DOCTYPE:
            file.seek(inside)
            return file.read(length)
        place = inside + length
    return b""


def _element(file: Film, place: int) -> tuple[int, int, int]:
    """The id of an EBML element, the length of what it holds, and where that begins."""
    file.seek(place)
    head = file.read(12)
    width = _width(head, 0, 4)
    name = int.from_bytes(head[:width], "big")
    more = _width(head, width, 8)
    bits = int.from_bytes(head[width : width + more], "big") & ((1 << 7 * more) - 1)
    length = UNKNOWN if bits == (1 << 7 * more) - 1 else bits
    return name, length, place + width + more


def _width(head: bytes, at: int, most: int) -> int:
    """How many bytes a number takes: the zeros its first byte begins with, and one."""
    width = 9 - head[at].bit_length() if at < len(head) and head[at] else most + 1
    if width > most or at + width > len(head):
        raise NoVideo("The film breaks off, or something else is attached to it.")
    return width
