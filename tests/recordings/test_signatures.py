from io import BytesIO

import pytest

from recordings.enums import VideoType
from recordings.errors import NoVideo
from recordings.signatures import EBML, SEGMENT, kind_of
from tests.factories.films import box, mp4, webm

FTYP = box(b"ftyp", b"isom\x00\x00\x02\x00isom")
UNKNOWN_LENGTH = b"\x01\xff\xff\xff\xff\xff\xff\xff"


def looked_at(content):
    file = BytesIO(content)
    kind = kind_of(file, len(content))
    assert file.tell() == 0
    return kind


def live_webm():
    """A recording of a browser: neither segment nor cluster says how long it is."""
    content = webm()
    for name in (SEGMENT, 0x1F43B675):
        at = content.index(name.to_bytes(4, "big")) + 4
        content = content[:at] + UNKNOWN_LENGTH + content[at + 8 :]
    return content


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(mp4(), VideoType.MP4, id="mp4"),
        pytest.param(mp4(brand=b"M4V "), VideoType.MP4, id="m4v brand"),
        pytest.param(
            FTYP + box(b"moov") + (0).to_bytes(4, "big") + b"mdat" + b"x" * 50,
            VideoType.MP4,
            id="mp4 whose last box goes to the end",
        ),
        pytest.param(
            FTYP
            + box(b"moov")
            + b"\x00\x00\x00\x01mdat"
            + (66).to_bytes(8, "big")
            + b"x" * 50,
            VideoType.MP4,
            id="mp4 with a long length",
        ),
        pytest.param(
            FTYP + box(b"moov") + box(b"moof") + box(b"mdat"),
            VideoType.MP4,
            id="mp4 in fragments",
        ),
        pytest.param(webm(), VideoType.WEBM, id="webm"),
        pytest.param(live_webm(), VideoType.WEBM, id="live webm"),
    ],
)
def test_kind_of_knows_films(content, kind):
    assert looked_at(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x00", id="one byte"),
        pytest.param(b"<!doctype html><script>alert(1)</script>", id="html"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, id="picture"),
        pytest.param(b"MZ" + b"\x00" * 100, id="program"),
        pytest.param(b"<script>" + mp4(), id="script in front of a film"),
        pytest.param(mp4() + b"PK\x03\x04 archive", id="archive behind a film"),
        pytest.param(mp4() + b"<html>" * 10, id="page behind a film"),
        pytest.param(mp4() + FTYP, id="two films"),
        pytest.param(mp4(brand=b"qt  "), id="quicktime"),
        pytest.param(mp4(brand=b"heic"), id="heic"),
        pytest.param(mp4(brand=b"avif"), id="avif"),
        pytest.param(mp4()[:-10], id="mp4 broken off"),
        pytest.param(FTYP, id="mp4 without pictures"),
        pytest.param(FTYP + box(b"moov"), id="mp4 without data"),
        pytest.param(FTYP + b"\x00\x00\x00\x04moov", id="box shorter than its head"),
        pytest.param(
            FTYP + b"\x00\x00\x00\x01mdat" + b"\xff" * 8, id="length beyond the end"
        ),
        pytest.param(EBML.to_bytes(4, "big"), id="ebml head alone"),
        pytest.param(
            webm().replace(b"webm", b"mato"), id="matroska, or another document"
        ),
        pytest.param(webm() + b"<script>alert(1)</script>", id="script behind webm"),
        pytest.param(webm()[:-10], id="webm broken off"),
        pytest.param(webm()[:60], id="webm header alone"),
    ],
)
def test_kind_of_refuses_everything_else(content):
    with pytest.raises(NoVideo):
        looked_at(content)


def test_kind_of_answers_soon_for_many_tiny_boxes():
    content = FTYP + box(b"free") * 250_000

    with pytest.raises(NoVideo):
        looked_at(content)
