import pytest
from django.http import Http404

from core.paging import page_number


@pytest.mark.parametrize(
    ("raw", "number"), [(None, 1), ("", 1), ("1", 1), ("042", 42), ("9" * 9, 999999999)]
)
def test_page_number(raw, number):
    assert page_number(raw) == number


@pytest.mark.parametrize(
    "raw", ["0", "-1", "1.5", "1e3", "٣", "１", str(10**30), "x", "1\x00", " 1", "+1"]
)
def test_page_number_refuses_what_is_no_page(raw):
    with pytest.raises(Http404):
        page_number(raw)
