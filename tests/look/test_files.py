"""Every style, script and icon that a template names is there, and the other way."""

import re
from pathlib import Path

import pytest

from core.assets import SCRIPTS, STYLES
from core.icons import ICONS

ROOT = Path(__file__).parents[2]
TEMPLATES = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html")]
NAMED = re.compile(r"""\{% static ['"]([^'"]+)['"] %\}""")


def standing(folder, ending):
    files = (ROOT / "static" / folder).rglob(f"*.{ending}")
    return {str(path.relative_to(ROOT / "static")) for path in files}


def test_every_stylesheet_is_linked_once():
    assert sorted(STYLES) == sorted(standing("css", "css"))


def test_every_script_is_linked_by_every_page_or_by_the_page_that_needs_it():
    named = set(NAMED.findall("".join(path.read_text() for path in TEMPLATES)))
    own = {name for name in named if name.startswith("js/")}

    assert sorted([*SCRIPTS, *own]) == sorted(standing("js", "js"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.name))
def test_templates_name_icons_that_exist(path):
    named = re.findall(r"""\{% icon ['"]([^'"]+)['"]""", path.read_text())

    assert set(named) <= set(ICONS)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.name))
def test_templates_need_no_inline_style_or_script(path):
    if "mail" in path.parts:
        return
    text = path.read_text()

    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=\"", text)
    assert "|safe" not in text


def test_stylesheets_keep_to_their_layer_and_need_no_ids():
    for path in (ROOT / "static/css").rglob("*.css"):
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)

        assert rules.strip().startswith("@layer"), path
        assert not re.search(r"#[a-z][\w-]*\s*[{,:.]", rules), path
        assert "!important" not in rules, path
