"""docs/webhooks.md gives a message and a check; the check takes the message, and a changed one not."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from core.webhooks.rules import sign

TEXT = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text("utf-8")
[MESSAGE] = re.findall(r"```\nPOST .*?\n(.*?)\n```", TEXT, re.DOTALL)
[CODE] = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
[SECRET] = re.findall(r"signed with `(whsec_\S+)`", TEXT)
HEAD, BODY = MESSAGE.split("\n\n")
HEADERS = dict(line.split(": ", 1) for line in HEAD.splitlines())
SENT = dt.datetime(2011, 1, 31, 8, 0, tzinfo=dt.UTC).timestamp()


@pytest.fixture
def is_genuine(monkeypatch: pytest.MonkeyPatch) -> Any:
    written: dict[str, Any] = {}
    exec(CODE, written)
    monkeypatch.setattr("time.time", lambda: SENT + 10)
    return written["is_genuine"]


def test_the_example_is_signed_as_we_sign():
    stamp = int(HEADERS["Webhook-Timestamp"])
    signed = sign(SECRET, message_id=HEADERS["Webhook-Id"], timestamp=stamp, body=BODY.encode())
    assert (signed, float(stamp)) == (HEADERS["Webhook-Signature"], SENT)


def test_the_check_as_written_takes_it_and_nothing_else(is_genuine):
    assert is_genuine(SECRET, HEADERS, BODY.encode())
    both = {**HEADERS, "Webhook-Signature": f"v1,another {HEADERS['Webhook-Signature']}"}
    assert is_genuine(SECRET, both, BODY.encode())
    assert not is_genuine(SECRET, HEADERS, BODY.encode() + b" ")
    assert not is_genuine(SECRET, {**HEADERS, "Webhook-Timestamp": "1296460000"}, BODY.encode())
    assert not is_genuine("whsec_b3RoZXI=", HEADERS, BODY.encode())
