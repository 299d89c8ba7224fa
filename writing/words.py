"""What a form carried, to be given back where it was refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from core.registry import free_text_fields

# Never put into a page: whoever looks over a shoulder would read them.
SECRET = ("password", "code", "secret", "credential")
OURS = ("csrfmiddlewaretoken", "receipt")
TOKEN = "token"
SHORT = 80


@dataclass(frozen=True)
class Field:
    name: str
    value: str

    @property
    def is_spoken(self) -> bool:
        """Words of a person, and not a choice or a token.

        A field into which people type freely is registered by its owner. Every other
        one is taken for words by the look of its value.
        """
        if not self.value.strip():
            return False
        is_long = len(self.value) > SHORT or any(map(str.isspace, self.value.strip()))
        return is_long or self.name in free_text_fields()

    @property
    def called(self) -> str:
        return self.name.replace("_", " ")

    @property
    def rows(self) -> int:
        """Lines of the box that shows it."""
        lines = self.value.count("\n") + len(self.value) // SHORT
        return min(14, max(2, lines + 1))


@dataclass(frozen=True)
class Words:
    """The fields of one form, in order. True where a person said something in it."""

    fields: tuple[Field, ...] = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Words:
        """Without tokens of ours and secrets."""
        return cls(
            tuple(
                Field(name, value)
                for name, value in pairs
                if name not in OURS and not any(word in name.lower() for word in SECRET)
            )
        )

    @classmethod
    def sent(cls, sent: QueryDict) -> Words:
        return cls.of((name, str(one)) for name, many in sent.lists() for one in many)

    def __bool__(self) -> bool:
        return bool(self.spoken)

    @property
    def spoken(self) -> list[Field]:
        return [field for field in self.fields if field.is_spoken]

    @property
    def text(self) -> str:
        return "\n\n".join(field.value for field in self.spoken)

    def under(self, token: str) -> Words:
        """The same words as another form, which may do its work once more."""
        return Words(
            tuple(
                Field(TOKEN, token) if field.name == TOKEN else field
                for field in self.fields
            )
        )


def words_of(request: HttpRequest) -> Words:
    """What was posted, wherever a form of this site can have been the sender.

    An address that leads nowhere has no form: its body is not even read, unless the
    browser says that a page of this site sent it.
    """
    if request.resolver_match is None and not is_from_here(request):
        return Words()
    try:
        return Words.sent(request.POST)
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return Words()


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form."""
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        found = urlsplit(source)
    except ValueError:
        return False
    return (found.scheme, found.netloc) == (request.scheme, request.get_host())
