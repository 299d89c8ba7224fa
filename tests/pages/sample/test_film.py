from io import BytesIO

from pages.sample.film import film
from recordings.enums import VideoType
from recordings.signatures import kind_of


def test_film_is_one_that_the_site_takes():
    content = film()

    assert kind_of(BytesIO(content), len(content)) == VideoType.WEBM
    assert len(content) < 20_000


def test_film_is_the_same_each_time():
    assert film() == film()
