"""Wrong settings stop the start with a sentence that says which variable and what it should be."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from servicedesk.tests.house import ROOT

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
OTHER_KEY = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY="
PRODUCTION = {
    "MODE": "production",
    "SECRET_KEY": "a-long-one-of-many-signs-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "PHONE_SEAL_KEY": KEY,
    "PHONE_DIGEST_KEY": OTHER_KEY,
    "ALLOWED_HOSTS": "desk.example.cn",
    "PUBLIC_ADDRESS": "https://desk.example.cn",
    "DATABASE_URL": "postgres://desk:secret@127.0.0.1:5432/desk",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


def start(values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "VIRTUAL_ENV") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "servicedesk.settings"} | values,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"MODE": "staging"}, "MODE"),
        ({"DEBUG": "maybe"}, "DEBUG"),
        ({"DEBUG": "yes"}, "DEBUG"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"PUBLIC_ADDRESS": ""}, "PUBLIC_ADDRESS"),
        ({"PUBLIC_ADDRESS": "desk.example.cn"}, "PUBLIC_ADDRESS"),
        ({"PHONE_SEAL_KEY": ""}, "PHONE_SEAL_KEY"),
        ({"PHONE_SEAL_KEY": "not base64!"}, "PHONE_SEAL_KEY"),
        ({"PHONE_DIGEST_KEY": "c2hvcnQ="}, "PHONE_DIGEST_KEY"),
        ({"DATABASE_URL": "mysql://desk@localhost/desk"}, "DATABASE_URL"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL"),
        ({"SESSION_HOURS": "many"}, "SESSION_HOURS"),
        ({"SESSION_IDLE_MINUTES": "0"}, "SESSION_IDLE_MINUTES"),
        ({"SESSION_IDLE_MINUTES_HALLS": "soon"}, "SESSION_IDLE_MINUTES_HALLS"),
        ({"MAX_SHEET_MB": "-1"}, "MAX_SHEET_MB"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
        ({"WEBHOOK_HOSTS": "hooks.example.cn,*"}, "WEBHOOK_HOSTS"),
        ({"WEBHOOK_HOSTS": "https://hooks.example.cn"}, "WEBHOOK_HOSTS"),
        ({"WEBHOOK_HOSTS": "10.0.0.8"}, "WEBHOOK_HOSTS"),
        ({"WEBHOOK_PORTS": "https"}, "WEBHOOK_PORTS"),
    ],
)
def test_a_wrong_value_stops_the_start_and_is_named(change: dict[str, str], named: str) -> None:
    process = start(PRODUCTION | change)
    last_line = process.stderr.strip().splitlines()[-1]
    assert process.returncode != 0
    assert named in last_line
    assert "should" in last_line or "is not set" in last_line


def test_right_values_start() -> None:
    process = start(PRODUCTION)
    assert process.returncode == 0, process.stderr


def test_deployment_checks_find_nothing() -> None:
    process = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | PRODUCTION,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
