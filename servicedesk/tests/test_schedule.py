"""What runs by itself exists, and by the rules measured in reliability.md."""

from __future__ import annotations

import pytest
from celery import current_app
from django.conf import settings

from servicedesk.celery import configuration
from servicedesk.schedule import SCHEDULE


@pytest.mark.parametrize("name", SCHEDULE)
def test_the_clock_only_calls_tasks_that_workers_know(name):
    entry = SCHEDULE[name]
    assert entry["task"] in current_app.tasks
    assert entry.get("kwargs", {}).get("task", entry["task"]) in current_app.tasks


def test_messages_that_nobody_took_do_not_pile_up():
    assert all(entry["options"]["expires"] for entry in SCHEDULE.values())


def test_messages_are_json_and_results_are_not_kept():
    conf = current_app.conf
    assert (conf.accept_content, conf.task_serializer, conf.task_ignore_result) == (["json"], "json", True)
    assert conf.result_backend is None


class TestWithRedis:
    @pytest.fixture
    def conf(self, monkeypatch):
        monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:6379/0")
        return configuration()

    def test_a_killed_worker_gives_its_message_back(self, conf):
        assert (conf["task_acks_late"], conf["task_reject_on_worker_lost"]) == (True, True)
        options = conf["broker_transport_options"]
        assert (options["unacked_restore_interval"], options["unacked_restore_throttle"]) == (10, 1)

    def test_a_message_stays_invisible_longer_than_a_task_may_take(self, conf):
        assert conf["broker_transport_options"]["visibility_timeout"] > 2 * conf["task_time_limit"]

    def test_a_child_that_grows_or_hangs_is_replaced(self, conf):
        assert conf["worker_max_memory_per_child"] <= 400_000
        assert conf["task_soft_time_limit"] < conf["task_time_limit"]


class TestEmbedded:
    def test_it_needs_no_server(self, monkeypatch, tmp_path):
        monkeypatch.setattr(settings, "REDIS_URL", "")
        monkeypatch.setattr(settings, "BROKER_DIR", tmp_path / "broker")
        conf = configuration()
        assert conf["broker_url"].startswith("filesystem://")
        assert conf["worker_pool"] == "threads"
        assert (tmp_path / "broker" / "letters").is_dir()
