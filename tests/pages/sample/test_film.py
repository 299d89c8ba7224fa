from io import BytesIO

from cohorts.enums import VideoType
from cohorts.signatures import kind_of
from pages.sample.film import film


def test_film_is_one_that_the_site_takes():
    content = film()

    assert kind_of(BytesIO(content), len(content)) == VideoType.WEBM
    assert len(content) < 20_000


def test_film_is_the_same_each_time():
    assert film() == film()
