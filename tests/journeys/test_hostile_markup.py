"""What a real browser makes of texts that want to be script."""

import pytest

from core.plain import tidy
from richtext.parts import RichText
from richtext.sanitising import sanitise
from richtext.slots import fill_all
from richtext.worker import Writer, answer
from tests.richtext.hostile import RAW, TEXTS

ADDRESS = "https://members.example/"

# Whatever can be called is counted, and everything is touched as a reader would.
WATCH = """
<script>
  window.ran = 0;
  for (const name of ["alert", "confirm", "prompt", "print"])
    window[name] = () => { window.ran += 1; };
  window.onerror = () => { window.ran += 1; };
</script>
"""
TOUCH = """() => {
  const all = document.querySelectorAll("main *");
  for (const element of all) {
    for (const kind of ["mouseover", "focus", "click", "pointerenter", "toggle"])
      element.dispatchEvent(new Event(kind, { bubbles: true, cancelable: true }));
  }
  return all.length;
}"""
HANDLERS = """() => [...document.querySelectorAll("main *")].filter((element) =>
  element.getAttributeNames().some((name) => /^(on|hx-|data-|style$|src)/.test(name))
).map((element) => element.outerHTML)"""


@pytest.mark.django_db
def test_no_text_runs_as_script_or_fetches_anything(browser):
    writer = Writer()
    texts = [answer(tidy(text), writer)[0] or RichText() for text in TEXTS]
    texts += [RichText.of([sanitise(text)]) for text in RAW]
    body = "\n".join(f"<article>{html}</article>" for html in fill_all(texts))
    document = f"<!doctype html><meta charset=utf-8>{WATCH}<main>{body}</main>"
    asked = []
    page = browser.new_page()
    page.add_init_script("addEventListener('click', (e) => e.preventDefault(), true)")

    def serve(route):
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body=document)

    page.route("**/*", serve)
    page.goto(ADDRESS)

    assert page.evaluate(TOUCH) > len(texts)
    assert page.evaluate("window.ran") == 0
    assert page.evaluate(HANDLERS) == []
    assert page.locator("main > article").count() == len(texts)
    assert asked == [ADDRESS]
    page.close()
