"""How long ago something was, with the full moment behind it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from forum.models import Post
from tests.factories.forum import thread_of

pytestmark = pytest.mark.django_db(transaction=True)

AGES = [
    timedelta(seconds=20),
    timedelta(minutes=5, seconds=20),
    timedelta(hours=2, minutes=10),
    timedelta(hours=23, minutes=50),
    timedelta(hours=24, minutes=10),
]


def test_a_moment_of_the_last_day_is_told_by_its_age(page, page_without_scripts):
    """On the page of a visitor, which is kept, it never stands still."""
    thread, now = thread_of(len(AGES)), clock.now()
    for position, age in enumerate(AGES, start=1):
        Post.objects.filter(position=position).update(created_at=now - age)
    page.clock.install(time=now)
    page.goto(thread.get_absolute_url())
    times = page.locator("article.post .post-h time")
    told = ["just now", "5 min ago", "2 h ago", "23 h ago"]
    for number, said in enumerate(told):
        time = times.nth(number)
        expect(time).to_have_text(f"{said}, {time.get_attribute('title')}")
    full = f"{now - AGES[-1]:%-d %B %Y, %H:%M}"
    expect(times.last).to_have_text(full)
    assert full in times.last.get_attribute("title")

    # The page stays open, and later another one is loaded of what was kept.
    page.clock.fast_forward("01:00:00")
    expect(times.nth(0)).to_contain_text("1 h ago")
    expect(times.nth(3)).to_have_text(f"{now - AGES[3]:%-d %B %Y, %H:%M}")
    page.reload()
    expect(times.nth(0)).to_contain_text("1 h ago")

    # Without a script the full moment stands there.
    page_without_scripts.goto(thread.get_absolute_url())
    plain = page_without_scripts.locator("article.post .post-h time")
    expect(plain.first).to_have_text(f"{now - AGES[0]:%-d %B %Y, %H:%M}")
