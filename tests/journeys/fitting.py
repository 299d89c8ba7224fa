"""What does not fit on a telephone, and what is too small for a finger."""

from contextlib import contextmanager

from tests.journeys import axe

# The narrowest that counts, and a usual one: what fits both fits between.
WIDTHS = (320, 390)
FINGER = 44

SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > wide + 1)
    .map((element) => element.outerHTML.slice(0, 160));
}"""
SHORT = """least => [...document.querySelectorAll(
    ".top .iconbtn, .top .nav a, .btn:not(.sm), input.in, select.in, textarea, "
    + ".facets-m > summary"
  )]
  .filter((element) => element.checkVisibility())
  .filter((element) => Math.round(element.getBoundingClientRect().height) < least)
  .map((element) => element.outerHTML.slice(0, 160))"""


@contextmanager
def on_a_telephone(page):
    """A finger in place of the mouse, for a page that was opened on a desk."""
    desk, session = page.viewport_size, page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        yield
    finally:
        session.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
        session.detach()
        page.set_viewport_size(desk)


def misfits(page):
    """What does not fit, at the narrowest width first."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        found += [f"sideways at {width}: {it}" for it in page.evaluate(SIDEWAYS)]
    found += [f"too small: {it}" for it in axe.run(page, axe.TARGETS)]
    found += [f"too low: {it}" for it in page.evaluate(SHORT, FINGER)]
    return found
