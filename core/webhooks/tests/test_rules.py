from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.webhooks import rules
from core.webhooks.rules import WrongAddress, destination, is_outside, sign, verify

NOW = dt.datetime.fromtimestamp(1614265330, dt.UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HOSTS, PORTS = ["hooks.example.cn"], [443]
secrets = st.binary(min_size=24, max_size=64).map(rules.secret_text)


def _verify(signature: str, *, secret: str = SECRET, body: bytes = b"{}", stamp: str = "1614265330") -> bool:
    return verify(secret, message_id="m", timestamp=stamp, signature=signature, body=body, now=NOW)


def test_it_signs_as_the_standards_own_example():
    """The example of the Standard Webhooks libraries."""
    signature = sign(
        SECRET, message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=b'{"test": 2432232314}'
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(secret=secrets, body=st.binary(max_size=200), message_id=st.uuids())
def test_what_is_signed_verifies_and_what_is_changed_does_not(secret, body, message_id):
    sent = rules.headers_for([secret], message_id=str(message_id), timestamp=1614265330, body=body)
    read = {
        "message_id": sent["Webhook-Id"],
        "timestamp": sent["Webhook-Timestamp"],
        "signature": sent["Webhook-Signature"],
    }
    assert verify(secret, **read, body=body, now=NOW)
    assert not verify(secret, **read, body=body + b" ", now=NOW)
    assert not verify(secret, **read | {"message_id": "other"}, body=body, now=NOW)
    assert not verify(secret, **read | {"timestamp": "1614265331"}, body=body, now=NOW)


@given(old=secrets, new=secrets)
def test_during_a_rotation_both_secrets_verify(old, new):
    both = rules.headers_for([new, old], message_id="m", timestamp=1614265330, body=b"{}")["Webhook-Signature"]
    assert both.count(" ") == 1
    assert _verify(both, secret=old) and _verify(both, secret=new)


@given(signature=st.text(max_size=80), stamp=st.text(max_size=20))
def test_nothing_made_up_verifies_or_raises(signature, stamp):
    assert not _verify(signature)
    assert not _verify(signature, stamp=stamp)


@pytest.mark.parametrize(("seconds", "taken"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)])
def test_it_is_good_for_five_minutes(seconds, taken):
    stamp = 1614265330 + seconds
    assert _verify(sign(SECRET, message_id="m", timestamp=stamp, body=b"{}"), stamp=str(stamp)) is taken


def test_a_secret_that_is_none_verifies_nothing():
    assert not _verify("v1,x", secret="whsec_?")


def test_the_message_says_when_with_its_zone():
    message = json.loads(rules.body_of(message_id="m", event="thing.happened", created=NOW, data={"number": "T1"}))
    assert message == {
        "id": "m",
        "event": "thing.happened",
        "created": "2021-02-25T15:02:10+00:00",
        "data": {"number": "T1"},
    }


def test_a_secret_is_written_as_the_standard_does():
    assert rules.secret_text(b"k" * 24) == "whsec_" + base64.b64encode(b"k" * 24).decode()


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://hooks.example.cn", "/"),
        ("https://hooks.example.cn/in?a=1&b=%20", "/in?a=1&b=%20"),
        ("https://hooks.example.cn:443/in", "/in"),
        ("https://HOOKS.example.cn/in", "/in"),
    ],
)
def test_a_plain_address_is_taken(url, target):
    assert destination(url, hosts=HOSTS, ports=PORTS) == rules.Destination("hooks.example.cn", 443, target)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://hooks.example.cn/in",
        "file:///etc/passwd",
        "gopher://hooks.example.cn/",
        "https://",
        "https:///in",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data/",
        "https://hooks.example.cn.evil.cn/",
        "https://evil.cn/hooks.example.cn",
        "https://hooks.example.cn@evil.cn/",
        "https://user:word@hooks.example.cn/",
        "https://evil.cn\\@hooks.example.cn/",
        "https://hooks.example.cn\\.evil.cn/",
        "https://hooks.example.cn#@evil.cn/",
        "https://hooks.example.cn/in#part",
        "https://hooks.example.cn./in",
        "https://hooks.example.cn:22/",
        "https://hooks.example.cn:99999/",
        "https://hooks.example.cn:x/",
        "https://hooks。example.cn/",
        "https://hooks.example.cn/a b",
        "https://hooks.example.cn/\r\nX-Header: 1",
        "https://hooks.example.cn/\x00",
        "https://hooks.example.cn/" + "a" * 500,
    ],
)
def test_any_other_address_is_refused(url):
    with pytest.raises(WrongAddress):
        destination(url, hosts=HOSTS, ports=PORTS)


@given(url=st.text(max_size=60) | st.text(max_size=40).map("https://hooks.example.cn{}".format))
def test_no_address_leads_elsewhere_or_breaks_the_check(url):
    try:
        found = destination(url, hosts=HOSTS, ports=PORTS)
    except WrongAddress:
        return
    assert (found.host, found.port) == ("hooks.example.cn", 443)
    assert found.target.startswith("/") and not set(found.target) & set("\r\n \x00#")


def test_without_a_list_nothing_is_allowed():
    with pytest.raises(WrongAddress):
        destination("https://hooks.example.cn/", hosts=[], ports=PORTS)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.100.100.200",
        "100.64.0.1",
        "198.18.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "no address",
        "",
    ],
)
def test_what_lies_inside_is_not_called(address):
    assert not is_outside(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2400:3200::1"])
def test_what_lies_outside_may_be_called(address):
    assert is_outside(address)


@given(st.ip_addresses(v=4))
def test_an_inner_address_stays_inner_however_it_is_wrapped(address):
    assert not is_outside(f"::ffff:{address}")
    assert not is_outside(f"64:ff9b::{address}")
