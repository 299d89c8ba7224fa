"""What the documents point at is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_of_a_document_lead_somewhere(document):
    links = LINK.findall(document.read_text("utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_decision_is_in_the_list():
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text("utf-8")

    pages = {page.name for page in folder.glob("*.md")} - {"README.md"}
    assert sorted(name for name in pages if f"]({name})" not in listed) == []


def test_commands_that_the_documents_name_exist():
    text = " ".join(path.read_text("utf-8") for path in DOCUMENTS)
    named = set(re.findall(r"manage\.py ([a-z_]+)", text))

    ours = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    assert sorted(named - ours - {"check", "migrate", "collectstatic"}) == []
