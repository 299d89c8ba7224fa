import re

import pytest
from django.contrib.staticfiles import finders
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from tests.architecture.code import modules, named, templates
from tests.architecture.routes import routes

TEMPLATES = [pytest.param(folder, path, id=named(path)) for folder, path in templates()]
PAGES = [entry for entry in TEMPLATES if "/mail/" not in entry.id]
# A mail carries its styles with it: mail programs fetch no style sheet.
INLINE = {
    "a style attribute": r"<[a-zA-Z][^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "a script that is not a file": r"<script\b(?![^>]*\bsrc=)",
    "an event attribute": r"<[a-zA-Z][^>]*\son[a-z]+\s*=",
    "a script as an address": r"""["']\s*javascript:""",
}
UNESCAPED = r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off"
# Who may say that a text is HTML: richtext, and core for icons.
MAY_SAY_SAFE = ("richtext/", "core/templatetags/")
SAYS_SAFE = (
    r"\bmark_safe\b|\bSafeString\((?!\"\"\))|\bSafeText\b|\bhtml_safe\b|def __html__"
)
# An empty text, a paragraph of plain words and texts joined are for everybody.
MAKES_RICH_TEXT = r"\bRichText\((?!\))|\bRichText\.(?:of|from_json)\b"


@pytest.mark.parametrize(("folder", "path"), TEMPLATES)
def test_template_compiles(folder, path):
    get_template(path.relative_to(folder).as_posix())


@pytest.mark.parametrize(("folder", "path"), TEMPLATES)
def test_template_escapes_everything(folder, path):
    assert re.findall(UNESCAPED, path.read_text()) == []


@pytest.mark.parametrize(("folder", "path"), PAGES)
def test_template_has_no_inline_script_or_style(folder, path):
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text())

    assert [what for what, how in INLINE.items() if re.search(how, text)] == []


@pytest.mark.parametrize(("folder", "path"), TEMPLATES)
def test_template_names_only_what_exists(folder, path):
    text = path.read_text()
    names = {route.name for route in routes()}

    assert [
        *(url for url in literals("url", text) if not is_route(url, names)),
        *(file for file in literals("static", text) if not finders.find(file)),
        *(part for part in literals("include", text) if not is_template(part)),
        *(part for part in literals("once", text) if not is_template(part)),
        *(base for base in literals("extends", text) if not is_template(base)),
    ] == []


def literals(tag, text):
    return re.findall(rf"""{{%\s*{tag}\s+["']([^"']+)["']""", text)


def is_route(name, names):
    return name in names or name.startswith("development:")


def is_template(name):
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return False
    return True


def test_only_richtext_and_icons_say_that_a_text_is_html():
    saying = [
        named(path)
        for path in modules()
        if re.search(SAYS_SAFE, path.read_text())
        and not named(path).startswith(MAY_SAY_SAFE)
    ]

    assert saying == []


def test_only_richtext_makes_rendered_text_of_html():
    making = [
        named(path)
        for path in modules()
        if re.search(MAKES_RICH_TEXT, path.read_text())
        and not named(path).startswith("richtext/")
    ]

    assert making == []
