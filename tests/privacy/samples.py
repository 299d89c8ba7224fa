"""What the addresses of privacy are asked for, by the keys of its matrix."""

from tests.architecture.makers import of_pk, own_export

SAMPLES = {
    "another-s-export": of_pk("export"),
    "own-export": own_export,
}
