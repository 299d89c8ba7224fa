"""Parts that are the same on every page are rendered once a process."""

from django.template import Context, Template

from core.templatetags import core


def shown(template, **context):
    return Template("{% load core %}" + template).render(Context(context))


def test_once_renders_a_part_once_a_key(settings):
    core._once.cache_clear()
    asked = '{% once "_parts/_nav.html" key %}'

    pages = [shown(asked, key=key) for key in ("home", "forum", "home", "")]

    assert core._once.cache_info().misses == 3
    assert pages[0] == pages[2]
    assert [page.count("aria-current") for page in pages] == [1, 1, 1, 0]


def test_once_follows_the_name_of_the_site_and_remembers_nothing_in_development(
    settings,
):
    core._once.cache_clear()
    brand = '{% once "_parts/_brand.html" %}'
    settings.SITE_NAME = "One place"
    assert "One place" in shown(brand)

    settings.SITE_NAME = "Another place"
    assert "Another place" in shown(brand)
    settings.DEBUG = True
    shown(brand)

    assert core._once.cache_info().misses == 2
