"""Small films, and files that pretend to be some."""

from django.core.files.uploadedfile import SimpleUploadedFile

from pages.sample.film import film


def box(name, content=b""):
    return (8 + len(content)).to_bytes(4, "big") + name + content


def webm():
    return film(frames=2)


def mp4(*, brand=b"isom", pictures=b"\x00" * 64):
    """The boxes of an MP4, which is all that the site looks at."""
    return (
        box(b"ftyp", brand + b"\x00\x00\x02\x00isomiso2avc1mp41")
        + box(b"moov", b"\x00" * 32)
        + box(b"mdat", pictures)
    )


def uploaded(content, name="film.mp4", content_type="video/mp4"):
    return SimpleUploadedFile(name, content, content_type)
