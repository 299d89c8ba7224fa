"""What axe finds on a page."""

from axe_playwright_python.base import AXE_SCRIPT

SERIOUS = {"serious", "critical"}
IS_THERE = "() => Boolean(window.axe)"
RUN = "options => axe.run(document, {resultTypes: ['violations'], ...options})"


def only(*rules):
    return {"runOnly": {"type": "rule", "values": rules}}


# The same page in other colours can fail only where colours are looked at, and at
# another width only where sizes are.
TARGETS = only("target-size")
RULES = {
    "light": {"rules": {"target-size": {"enabled": True}}},
    "dark": only("color-contrast", "link-in-text-block"),
}


def run(page, options):
    """The serious faults, each with its rule and the element."""
    if not page.evaluate(IS_THERE):
        page.evaluate(AXE_SCRIPT)
    return [
        f"{fault['id']}: {node['html'][:200]} {_why(node)}"
        for fault in page.evaluate(RUN, options)["violations"]
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]


def _why(node):
    checks = node["any"] + node["all"] + node["none"]
    return checks[0]["message"] if checks else ""


def faults(page):
    """Serious faults in light and in dark, and targets too small for a finger."""
    found = []
    for scheme, rules in RULES.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme}: {fault}" for fault in run(page, rules)]
    return found
