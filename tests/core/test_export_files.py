import pytest

from core.export_files import as_markdown


@pytest.mark.parametrize(
    ("first", "ended"),
    [
        ("plain", "plain"),
        ("```\nopen", "```\nopen\n```"),
        ("~~~~ python\nopen\n~~~", "~~~~ python\nopen\n~~~\n~~~~"),
        ("```\nclosed\n````", "```\nclosed\n````"),
        ("`inline` ```not a fence```", "`inline` ```not a fence```"),
        ("> ```\n> open", "> ```\n> open\n```"),
        ("```\n``` python\n```", "```\n``` python\n```"),
    ],
)
def test_code_that_a_text_leaves_open_ends_with_it(first, ended):
    file = as_markdown("a.md", {"state": "shown"}, first, "# Next\n\n```\nopen")

    assert file.content.decode() == (
        f"---\nstate: shown\n---\n\n{ended}\n\n# Next\n\n```\nopen\n"
    )
