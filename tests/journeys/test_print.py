"""A page on paper: all words are on it."""

import pytest

from forum.services.threads import start_thread
from tests.factories.access import member
from tests.factories.forum import CategoryFactory

pytestmark = pytest.mark.django_db(transaction=True)

A4 = {"width": 720, "height": 1000}
LONG = "longword" * 40
BODY = f"""
    {LONG}

```python
{LONG}
```

| one | two |
| --- | --- |
| {LONG} | {LONG} |
"""
CUT = """() => [...document.querySelectorAll(".prose *")]
  .filter((box) => getComputedStyle(box).overflowX !== "visible")
  .filter((box) => box.scrollWidth > box.clientWidth)
  .map((box) => box.outerHTML.slice(0, 80))"""


def test_nothing_of_a_post_is_cut_off_on_paper(open_page):
    page = open_page(viewport=A4)
    thread = start_thread(
        author=member(), category=CategoryFactory(), title="A wide text", body=BODY
    )
    page.goto(thread.get_absolute_url())
    assert len(page.evaluate(CUT)) == 3

    page.emulate_media(media="print")

    assert page.evaluate(CUT) == []
