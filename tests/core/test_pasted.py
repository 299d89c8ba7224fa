import pytest

from core import pasted

DASHES = (
    "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u30fc\ufe58\ufe63\uff0d"
)
UNSEEN = [
    *("\u00a0", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u202f", "\u2009"),
    *("\u3000", "\u200e", "\u2028", "\u3164", "\t", "\r\n", " "),
]


@pytest.mark.parametrize("dash", DASHES)
def test_code_reads_dashes_of_all_kinds(dash):
    assert pasted.code(f"1234{dash}5678") == "1234-5678"


@pytest.mark.parametrize("sign", UNSEEN)
def test_code_reads_through_what_nobody_sees(sign):
    assert pasted.code(f"{sign}12{sign}34-5{sign}678{sign}") == "1234-5678"


@pytest.mark.parametrize("digits", ["１２３４", "١٢٣٤", "۱۲۳۴", "१२३४"])
def test_code_reads_the_digits_of_other_keyboards(digits):
    assert pasted.code(digits) == "1234"


def test_code_keeps_what_is_not_a_code():
    assert pasted.code("not a code?") == "notacode?"
    assert pasted.code("") == ""


@pytest.mark.parametrize("sign", UNSEEN)
def test_token_keeps_its_own_signs(sign):
    assert pasted.token(f"{sign}aB-c_9{sign}\u2011D") == "aB-c_9-D"


@pytest.mark.parametrize(
    "text",
    [
        "mira@example.org",
        " mira@example.org\u00a0",
        "\u200bmira@\u200bexample.org\ufeff",
        "<mira@example.org>",
        "Mira Valk <mira@example.org>",
        '"Valk, Mira" <mira@example.org>;',
        "mira@example.org,",
        "mailto:mira@example.org",
        "MAILTO:mira@example.org?subject=Hello",
        "mailto:mira%40example.org",
        "<mailto:mira@example.org>",
        "mira＠example.org",
    ],
)
def test_mailbox_finds_the_bare_address(text):
    assert pasted.mailbox(text) == "mira@example.org"


@pytest.mark.parametrize("text", ["", "mira", "a@b@c", "<>", "a b@example.org"])
def test_mailbox_makes_no_address_of_what_is_none(text):
    assert pasted.mailbox(text) == text.strip("<>")


@pytest.mark.parametrize(
    "text",
    [
        "Mira@Bücher.example",
        "mira@bücher.example",
        "mira@bu\u0308cher.example",
        "MIRA@XN--BCHER-KVA.EXAMPLE",
        "mira@bücher。example",
        "<mira@bücher.example>",
    ],
)
def test_canonical_is_one_spelling_of_one_address(text):
    assert pasted.canonical(text) == "mira@xn--bcher-kva.example"


def test_canonical_does_not_lead_a_domain_to_another():
    assert pasted.canonical("a@straße.example") == "a@xn--strae-oqa.example"
    assert pasted.canonical("a@straße.example") != pasted.canonical("a@strasse.example")


@pytest.mark.parametrize(
    "text", ["m\u0131ra@example.org", "\u212aate@example.org", "a@\u2488.example"]
)
def test_canonical_refuses_what_no_mail_goes_to(text):
    """A Kelvin sign, in small letters, would be somebody else's k."""
    with pytest.raises(ValueError, match=r"cannot|ASCII"):
        pasted.canonical(text)


def test_spellings_are_those_that_may_be_stored():
    both = {"mira@xn--bcher-kva.example", "mira@bücher.example"}

    assert pasted.spellings("Mira@Bücher.example") == both
    assert pasted.spellings("mira@xn--bcher-kva.example") == both
    assert pasted.spellings("Mira@Example.org") == {"mira@example.org"}
    assert pasted.spellings("mıra@example.org") == {"mıra@example.org"}
