import pytest

from outbox.services.mail import render_mail


@pytest.fixture
def templates(tmp_path, settings):
    """Writes mail templates into a folder of their own, in front of the others."""
    folder = tmp_path / "mail"
    folder.mkdir()
    for backend in settings.TEMPLATES:
        dirs = [tmp_path, *backend["DIRS"]]
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": dirs}]

    def write(name, text):
        (folder / name).write_text(text)

    return write


def test_render_mail_takes_the_subject_from_the_first_line(templates):
    templates(
        "hello.txt", "Subject: Hello {{ name }}\n\n\n\nDear {{ name }},  \n\n\n\nbye\n"
    )

    mail = render_mail("hello", {"name": "O'Neill & <b>"})

    assert mail.subject == "Hello O'Neill & <b>"
    assert mail.text == "Dear O'Neill & <b>,\n\nbye\n"
    assert mail.html == ""


def test_render_mail_escapes_in_the_html_part_only(templates):
    templates("hello.txt", "Subject: Hello\n\n{{ name }}")
    templates("hello.html", "<p>{{ name }}, {{ subject }}</p>")

    assert render_mail("hello", {"name": "<b>"}).html == "<p>&lt;b&gt;, Hello</p>"


def test_render_mail_keeps_a_line_break_in_a_name_out_of_the_subject(templates):
    templates("hello.txt", "Subject: Hello {{ name }}\n\nWords")

    assert render_mail("hello", {"name": "A\nBcc: b@example.org"}).subject == "Hello A"


def test_render_mail_refuses_a_template_without_a_subject(templates):
    templates("hello.txt", "Hello")

    with pytest.raises(ValueError, match="Subject"):
        render_mail("hello", {})
