"""What a form carried, given back after its token was missing or old."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict

# Never put into a page: whoever looks over a shoulder would read them.
SECRET = ("password", "code", "secret", "credential")
OURS = "csrfmiddlewaretoken"
SHORT = 80


@dataclass(frozen=True)
class Field:
    name: str
    value: str

    @property
    def is_long(self) -> bool:
        """Words of a person, and not a choice or a token."""
        return len(self.value) > SHORT or any(sign.isspace() for sign in self.value)


def kept_fields(sent: QueryDict) -> list[Field]:
    """Every value of every field, in order, without tokens of ours and secrets."""
    return [
        Field(name, str(value))
        for name, values in sent.lists()
        if name != OURS and not any(word in name.lower() for word in SECRET)
        for value in values
    ]


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form."""
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        found = urlsplit(source)
    except ValueError:
        return False
    return (found.scheme, found.netloc) == (request.scheme, request.get_host())
