"""F13: the importing process is killed with signal 9 between two chunks of rows."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parents[3]
PREPARE = """
from core.imports.tests.factories import *
loans_kind()
lines = "".join(f"L{number},2015-04-{number % 28 + 1:02d}\\n" for number in range(12000))
run = decided(an_upload("No.,Date\\n" + lines, by=an_importer()))
services.request_check(run=run, control_total=12000, by=run.by, now=NOW)
services.check_rows(run=run, now=NOW, tell=quietly)
services.request_import(run=run, by=run.by, now=NOW)
"""
IMPORT = """
import os, signal
from core.imports.tests.factories import *
from core.numbers import NumberSeries
loans_kind()
def tell(done, total, message):
    if os.environ.get("KILL_AT") and NumberSeries.objects.filter(name__startswith="loan:").count() >= 5000:
        os.kill(os.getpid(), signal.SIGKILL)
services.import_rows(run=ImportRun.objects.get(), now=NOW, tell=tell)
"""
START = "import django; django.setup()\n"


def test_killed_at_any_chunk_nothing_is_written_and_the_next_run_writes_all(tmp_path):
    def python(*arguments: str, **more: str) -> int:
        environment = os.environ | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "servicedesk.settings"} | more
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, timeout=240, check=False).returncode

    def loans() -> int:
        with closing(sqlite3.connect(tmp_path / "servicedesk.sqlite3")) as database:
            return database.execute("SELECT count(*) FROM core_numberseries WHERE name LIKE 'loan:%'").fetchone()[0]

    assert python("manage.py", "migrate", "-v0") == 0
    assert python("-c", START + PREPARE) == 0
    assert python("-c", START + IMPORT, KILL_AT="5000") == -signal.SIGKILL
    assert loans() == 0
    assert python("-c", START + IMPORT) == 0
    assert loans() == 12000
    assert python("-c", START + IMPORT) == 0
    assert loans() == 12000
