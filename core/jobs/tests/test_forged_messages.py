"""Whoever can write to the broker can hurry a worker along, and nothing more (J22, J23)."""

from __future__ import annotations

import inspect
import pickle

import pytest
from celery import current_app
from django.utils import timezone
from kombu.exceptions import ContentDisallowed
from kombu.serialization import dumps, loads, prepare_accept_content

from core.jobs import tasks
from core.jobs.choices import JobState
from core.jobs.models import Job
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
REACHED = []


def go_off() -> None:
    REACHED.append("ran")


class Bomb:
    def __reduce__(self):
        return (go_off, ())


def taken() -> set[str]:
    """The content types that our workers unpack."""
    return prepare_accept_content(current_app.conf.accept_content)


@pytest.mark.parametrize(
    ("content_type", "encoding"), [("application/x-python-serialize", "binary"), ("application/x-yaml", "utf-8")]
)
def test_what_is_no_json_is_not_even_unpacked(content_type, encoding):
    with pytest.raises(ContentDisallowed):
        loads(pickle.dumps(Bomb()), content_type, encoding, accept=taken())
    assert REACHED == []


def test_what_is_json_is():
    content_type, encoding, said = dumps({"job_id": 1}, serializer="json")
    assert loads(said, content_type, encoding, accept=taken()) == {"job_id": 1}


def test_the_bomb_would_go_off_where_pickle_is_taken():
    """The twin without the guard: this is what a forged message could do."""
    loads(pickle.dumps(Bomb()), "application/x-python-serialize", "binary", accept=prepare_accept_content(["pickle"]))
    assert REACHED.pop() == "ran"


def test_no_task_of_ours_takes_anything_but_names_and_numbers():
    ours = {name: task for name, task in current_app.tasks.items() if name.startswith("core.jobs.")}
    taken = {name: set(inspect.signature(task.run).parameters) for name, task in ours.items()}
    assert taken == {
        "core.jobs.tasks.look": {"job_id"},
        "core.jobs.tasks.sweep": set(),
        "core.jobs.tasks.daily": {"task", "after_hour"},
        "core.jobs.forget": set(),
    }


@pytest.mark.parametrize("job_id", [-1, 0, 10**9])
def test_a_number_of_no_job_does_nothing(job_id):
    tasks.look(job_id=job_id)
    assert not Job.objects.exists()


def test_a_hurried_job_is_still_asked_for_its_right(kind):
    runs = []
    name = kind(lambda progress, *, job: runs.append(1), right="export_run")
    now = timezone.now()
    someone = a_person(Role.COUNTER_STAFF, at=a_unit())
    job = Job.objects.create(kind=name, by=someone, created_at=now, run_at=now)
    tasks.look(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, runs) == (JobState.FAILED, [])


@pytest.mark.parametrize(
    "forged",
    [
        {"task": "os.system"},
        {"task": "core.jobs.tasks.look", "after_hour": 3},
        {"task": "core.files.prune", "after_hour": 23},
        {"task": ["core.files.prune"], "after_hour": 3},
    ],
)
def test_a_routine_outside_the_schedule_leaves_no_row(forged):
    tasks.daily(**forged)
    assert not Job.objects.exists()


def test_a_routine_of_the_schedule_does():
    tasks.daily(task="core.files.prune", after_hour=3)
    assert Job.objects.count() == 1
