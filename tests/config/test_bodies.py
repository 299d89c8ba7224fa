from io import BytesIO
from threading import Event, Thread

import pytest
from django.http import HttpResponse

from config import bodies
from config.bodies import BYTES_A_SECOND, STEP, Occupied, Places, ReadBodies, Steps
from config.bodies import TooSlow as TooSlowBody
from core.limits import BODY_MAX

FORM = "application/x-www-form-urlencoded"


def echo(request):
    return HttpResponse(f"{request.POST.dict()} {len(request.FILES)}")


def posted(rf, stream, length, content_type=FORM, **headers):
    request = rf.post("/", content_type=content_type, headers=headers)
    request.META["CONTENT_LENGTH"] = str(length)
    request._stream = stream
    return request


class Held(BytesIO):
    """A body of which nothing comes before `rest` is set."""

    def __init__(self):
        super().__init__()
        self.is_waited_for, self.rest = Event(), Event()

    def read(self, size):
        self.is_waited_for.set()
        self.rest.wait()
        return b""


class Sender(Thread):
    def __init__(self, read_bodies, request):
        super().__init__()
        self.read_bodies, self.request = read_bodies, request
        self.start()

    def run(self):
        self.response = self.read_bodies(self.request)


def occupy(rf, read_bodies, places):
    """As many threads as may, each waiting for a body."""
    bodies = [Held() for _ in range(places)]
    senders = [Sender(read_bodies, posted(rf, body, 10)) for body in bodies]
    for body in bodies:
        body.is_waited_for.wait()
    return bodies, senders


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 0)


@pytest.mark.django_db
def test_half_of_the_threads_read_and_the_next_is_told_when_to_come_again(
    rf, settings, impatient
):
    settings.SERVER_THREADS = 8
    read_bodies = ReadBodies(echo)
    held, senders = occupy(rf, read_bodies, 4)
    body = Held()

    refused = read_bodies(posted(rf, body, 10))
    page = read_bodies(rf.get("/"))
    for each in held:
        each.rest.set()
    for sender in senders:
        sender.join()
    later = read_bodies(posted(rf, BytesIO(b"a=b"), 3))

    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    assert "your text is still in the form" in refused.content.decode()
    assert not body.is_waited_for.is_set()
    assert page.status_code == 200
    assert [sender.response.status_code for sender in senders] == [200] * 4
    assert later.content == b"{'a': 'b'} 0"


@pytest.mark.django_db
def test_who_comes_while_all_read_waits_for_a_place(rf, settings, monkeypatch):
    monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 60)
    settings.SERVER_THREADS = 4
    read_bodies = ReadBodies(echo)
    held, senders = occupy(rf, read_bodies, 2)

    honest = Sender(read_bodies, posted(rf, BytesIO(b"a=b"), 3))
    held[0].rest.set()
    honest.join()
    held[1].rest.set()
    for sender in senders:
        sender.join()

    assert honest.response.content == b"{'a': 'b'} 0"


def test_films_take_half_of_the_places_at_most():
    places = Places(8)

    with places.one(is_film=True), places.one(is_film=True):
        with pytest.raises(Occupied), places.one(is_film=True):
            pass
        with places.one(is_film=False):
            pass
    with places.one(is_film=True):
        pass


def test_what_is_read_by_steps_ends_at_its_deadline():
    class Drops:
        taken = 0

        def read(self, size):
            self.taken += 1
            return b"x" * min(size, 10)

        readline = read

    drops = Drops()
    late, in_time = Steps(drops, deadline=0), Steps(BytesIO(b"x" * 100_000), 1e12)

    with pytest.raises(TooSlowBody):
        late.read(1_000_000)
    with pytest.raises(TooSlowBody):
        late.readline(10)
    assert drops.taken == 2
    assert in_time.read(STEP + 1) == b"x" * (STEP + 1)
    assert len(in_time.read()) == 100_000 - STEP - 1
    assert in_time.read() == b""


@pytest.mark.django_db
@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data; boundary=b"])
def test_a_body_that_is_too_slow_is_answered_with_408(
    rf, monkeypatch, content_type, settings
):
    monkeypatch.setattr(bodies, "SECONDS", -1_000_000)
    length = BODY_MAX

    answer = ReadBodies(echo)(posted(rf, BytesIO(b"--b\r\n"), length, content_type))

    assert answer.status_code == 408
    assert length / BYTES_A_SECOND < 1_000_000
    assert answer["HX-Reswap"] == "none"


@pytest.mark.django_db
def test_a_connection_that_breaks_is_no_fault_of_the_site(rf):
    class Broken(BytesIO):
        def read(self, *size):
            raise ConnectionResetError

    assert ReadBodies(echo)(posted(rf, Broken(), 10)).status_code == 400


@pytest.mark.django_db
def test_a_form_with_a_file_is_read_before_the_view_asks(rf):
    request = rf.post("/", {"a": "b", "file": BytesIO(b"x" * 100_000)})

    assert ReadBodies(echo)(request).content == b"{'a': 'b'} 1"
