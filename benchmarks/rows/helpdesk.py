"""The list and the form beside those of django-helpdesk, filled with as many tickets on the same server."""

from __future__ import annotations

import re
import subprocess
import venv
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.bench import Bench
from benchmarks.databases import HOUSE, TICKETS, Place
from benchmarks.figures import Section, median
from benchmarks.rows.create import post, ready
from benchmarks.rows.pages import in_turn
from benchmarks.sites import PRODUCT, Answer, Browser, served

RELATIVE = "django-helpdesk==2.6.1"
SITE = "benchmarks.helpdesk.wsgi:application"
SCALE = "100k"
ROUNDS, POSTS = 15, 40
LIST_LEAST, CREATE_LEAST = 5, 2
LISTS = {
    "open tickets": ("/complaints/?state=open&sort=due", "/tickets/"),
    "all tickets": ("/complaints/", "/tickets/?status=1&status=2&status=3&status=4&status=5"),
}
FIRST_ROWS = urlencode({"draw": 1, "start": 0, "length": 25, "order[0][column]": 0, "order[0][dir]": "desc"})


def measure(bench: Bench) -> Section:
    section = Section("beside django-helpdesk")
    python = _environment(bench.folder / "helpdesk-venv")
    ours = bench.databases.copy(bench.databases.postgresql(SCALE), "bench_create")
    theirs = bench.databases.made("bench_helpdesk", lambda place: _site(python, place, str(TICKETS[SCALE])))
    cookies = ours.work("visit")["cookie"], _site(python, theirs)
    with ExitStack() as stack:
        ports = (
            stack.enter_context(served(ours, PRODUCT)),
            stack.enter_context(served(theirs, SITE, python=str(python))),
        )
        mine, other = (Browser(port, cookie) for port, cookie in zip(ports, cookies, strict=True))
        for what, (our_path, their_path) in LISTS.items():
            shell, rows = _list_of(other, their_path)
            taken, shells, answers = in_turn(
                ROUNDS,
                lambda path=our_path: mine.get(path),
                lambda path=shell: other.get(path),
                lambda path=rows: other.get(path),
            )
            both = [one + two for one, two in zip(shells, answers, strict=True)]
            _rates(section, f"list, {what}, {SCALE}", taken, both, LIST_LEAST)
        ready(mine)
        _post_theirs(other, 0)
        pairs = [(post(mine, number), _post_theirs(other, number)) for number in range(POSTS)][5:]
        _rates(section, "POST of a filled form", *map(list, zip(*pairs, strict=True)), least=CREATE_LEAST)
    bench.databases.drop(ours)
    section.notes.append(
        f"{RELATIVE} in a virtual environment of its own, gunicorn and PostgreSQL as for the product, one client, the"
        " two asked in turn. Its list is the page and the request for its rows, which a browser makes one after the"
        " other; its e-mail goes nowhere. Ours seals the phone number, works out the due time, chains the audit entry."
    )
    return section


def _rates(section: Section, what: str, ours: list[float], theirs: list[float], least: float) -> None:
    section.faster(what, 1 / median(ours), 1 / median(theirs), least=least, unit="a second")


def _environment(folder: Path) -> Path:
    """The Python of a virtual environment with the relative and the product's own Django, driver and server."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        same = [f"{name}=={version(name)}" for name in ("Django", "psycopg2-binary", "gunicorn")]
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", RELATIVE, *same]
        subprocess.run(command, check=True)
    return python


def _site(python: Path, place: Place, *words: str) -> str:
    """Runs `benchmarks.helpdesk.fill` there; the cookie of its session."""
    command = [str(python), "-m", "benchmarks.helpdesk.fill", *words]
    done = subprocess.run(command, cwd=HOUSE, env=place.environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.split()[-1]


def _list_of(browser: Browser, path: str) -> tuple[str, str]:
    """Addresses of the page and of the rows that it asks for."""
    found = re.search(r"\"url\": \"(/[^\"]*datatables_ticket_list[^\"]*)\"", browser.get(path).text)
    if found is None:
        raise SystemExit("the list of django-helpdesk names no address for its rows")
    return path, f"{found[1]}?{FIRST_ROWS}"


def _post_theirs(browser: Browser, number: int) -> float:
    """Seconds of the POST alone; the form is fetched anew each time, as a person would."""
    page: Answer = browser.get("/tickets/submit/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    fields = {
        "csrfmiddlewaretoken": token[1] if token else "",
        "queue": "1", "title": "宽带无法上网", "priority": "3", "submitter_email": "customer@example.invalid",
        "body": f"客户反映宽带无法上网，要求尽快处理，第{number}件。",
    }  # fmt: skip
    answer = browser.post("/tickets/submit/", urlencode(fields))
    if answer.status != 302:
        raise SystemExit(f"django-helpdesk's form answered {answer.status}")
    return answer.seconds
