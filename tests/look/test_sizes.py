"""What a first visit to a thread costs, as bytes on the line."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from core.assets import STYLES
from core.limits import POSTS_A_PAGE
from tests.factories.access import member
from tests.factories.forum import thread_of

pytestmark = pytest.mark.django_db

SCRIPTS_MAX = 50_000
STYLES_AND_PAGE_MAX = 60_000
SOURCE = re.compile(r'<script[^>]* src="/static/([^"]+)"')
IMPORT = re.compile(r'^(?:import|export)\b.*["\']', re.MULTILINE)


@pytest.fixture
def thread_page(client):
    """A full page of posts as a member sees it: with the composer and every act."""
    thread = thread_of(POSTS_A_PAGE)
    client.force_login(member())
    return client.get(thread.get_absolute_url()).content


def file(name):
    return Path(finders.find(name)).read_bytes()


def on_the_line(content):
    return len(gzip.compress(content))


def test_all_scripts_of_a_thread_are_small(thread_page):
    scripts = [file(name) for name in SOURCE.findall(thread_page.decode())]

    assert len(scripts) > 10
    # What a module would bring along is not counted here.
    assert not any(IMPORT.search(script.decode()) for script in scripts)
    assert sum(map(on_the_line, scripts)) < SCRIPTS_MAX


def test_the_joined_styles_and_a_full_page_are_small(thread_page):
    styles = b"\n".join(map(file, STYLES))

    assert thread_page.count(b'<article class="post"') == POSTS_A_PAGE
    assert on_the_line(styles) + on_the_line(thread_page) < STYLES_AND_PAGE_MAX
