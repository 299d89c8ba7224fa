from datetime import UTC, datetime, timedelta

import pytest

from onboarding.services.webhook.signing import TOLERANCE, sign, why_not
from tests.onboarding.webhook.shop import KEY, NEXT_KEY

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
BODY = b'{"id": "event-1"}'
GOOD = sign(BODY, key=KEY, at=NOW)
CODE = GOOD.partition("v1=")[2]


def why(header, *, body=BODY, keys=(KEY,), now=NOW):
    return why_not(header, body, keys=list(keys), now=now)


def test_sign_is_the_hmac_of_the_time_stamp_and_the_body():
    assert sign(b"{}", key="k" * 32, at=datetime.fromtimestamp(1, tz=UTC)) == (
        "t=1,v1=533ff6d088ebbd8b8eda578fab6866516503044a5a167b1cb03ecce1c2b8a844"
    )


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_why_not_takes_five_minutes_either_way(seconds):
    assert why(GOOD, now=NOW + timedelta(seconds=seconds)) == ""


@pytest.mark.parametrize("keys", [(KEY, NEXT_KEY), (NEXT_KEY, KEY)])
def test_why_not_takes_either_of_two_keys(keys):
    assert why(GOOD, keys=keys) == ""


def test_why_not_takes_one_good_code_of_several():
    assert why(f"{GOOD},v1={'0' * 64}") == ""
    assert why(f"t={int(NOW.timestamp())}, v1={'0' * 64}, v1={CODE}") == ""


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("", "one time stamp"),
        ("v1=" + CODE, "one time stamp"),
        (f"{GOOD},t=1", "one time stamp"),
        (f"t=soon,v1={CODE}", "one time stamp"),
        (f"t=１,v1={CODE}", "one time stamp"),
        (f"t={'9' * 400},v1={CODE}", "one time stamp"),
        (f"t={int(NOW.timestamp())}", "its code"),
        (f"t={int(NOW.timestamp())},v1=", "its code"),
        (f"t={int(NOW.timestamp())},v1=ä", "its code"),
        (GOOD + f",v1={CODE}" * 20, "its code"),
        (f"t={int(NOW.timestamp())},v0={CODE}", "its code"),
        (f"t={int(NOW.timestamp())},v1={'0' * 64}", "does not match"),
        (f"t={int(NOW.timestamp()) + 1},v1={CODE}", "does not match"),
    ],
)
def test_why_not_says_what_is_wrong(header, sentence):
    assert sentence in why(header)


def test_why_not_refuses_another_body_and_another_key():
    assert "does not match" in why(GOOD, body=BODY + b" ")
    assert "does not match" in why(GOOD, keys=(NEXT_KEY,))
    assert "does not match" in why(GOOD, keys=())


@pytest.mark.parametrize("sign", [-1, 1])
def test_why_not_refuses_what_is_old_or_comes_from_the_future(sign):
    late = NOW + sign * (TOLERANCE + timedelta(seconds=1))

    assert "five minutes off" in why(GOOD, now=late)
