"""Whether a body comes from the shop, and lately. Pure: no settings, no clock."""

import hmac
import re
from datetime import datetime, timedelta
from hashlib import sha256

TOLERANCE = timedelta(minutes=5)
SIGNATURES_MAX = 10
STAMP = re.compile(r"\d{1,12}", re.ASCII)
HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


def sign(body: bytes, *, key: str, at: datetime) -> str:
    """The header of a body that is sent at a moment."""
    stamp = str(int(at.timestamp()))
    return f"t={stamp},v1={_code(stamp, body, key)}"


def why_not(header: str, body: bytes, *, keys: list[str], now: datetime) -> str:
    """Why the signature is not taken; empty where it is.

    Each key is tried with each code, whatever the ones before it said, so that the
    time that it takes tells nothing.
    """
    pairs = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in pairs if name == "t"]
    codes = [value for name, _, value in pairs if name == "v1"]
    if len(stamps) != 1 or not STAMP.fullmatch(stamps[0]):
        return "The header of the signature must have one time stamp, as t=."
    if not 1 <= len(codes) <= SIGNATURES_MAX or not all(map(HEX.fullmatch, codes)):
        return "The header of the signature must have its code, as v1=."
    matches = [
        hmac.compare_digest(_code(stamps[0], body, key), code)
        for key in keys
        for code in codes
    ]
    if not any(matches):
        return "The signature does not match the body."
    if abs(int(stamps[0]) - now.timestamp()) > TOLERANCE.total_seconds():
        return "The time stamp is more than five minutes off. Sign it anew."
    return ""


def _code(stamp: str, body: bytes, key: str) -> str:
    return hmac.new(key.encode(), stamp.encode() + b"." + body, sha256).hexdigest()
