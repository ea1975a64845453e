"""What runs by itself exists, and by the rules measured in reliability.md."""

from __future__ import annotations

import time
from queue import Empty

import pytest
from celery import current_app
from django.conf import settings
from kombu import Connection
from kombu.transport import filesystem

from servicedesk import letters
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
        assert conf["broker_url"].startswith("letters://")
        assert conf["worker_pool"] == "threads"
        assert (tmp_path / "broker" / "letters").is_dir()


class TestLetters:
    @pytest.fixture
    def channel(self, tmp_path):
        options = letters.install(tmp_path, queue="celery")
        with Connection(f"{letters.NAME}://localhost//", transport_options=options) as connection:
            yield connection.default_channel

    def test_a_message_comes_out_as_it_went_in(self, channel):
        channel._put("celery", {"body": "看"})
        assert channel._get("celery") == {"body": "看"}
        with pytest.raises(Empty):
            channel._get("celery")

    def test_the_first_in_is_the_first_out(self, channel):
        for number in range(3):
            channel._put("celery", {"number": number})
            time.sleep(0.002)
        assert [channel._get("celery")["number"] for _message in range(3)] == [0, 1, 2]

    def test_a_message_is_never_seen_half_written(self, channel, monkeypatch, tmp_path):
        seen = []
        monkeypatch.setattr(letters.os, "replace", lambda *_names: seen.extend(tmp_path.glob("letters/*.msg")))
        channel._put("celery", {"body": "x"})
        assert seen == []
        with pytest.raises(Empty):
            channel._get("celery")

    def test_a_broken_message_counts_as_lost(self, channel, tmp_path):
        (tmp_path / "letters" / "0_a.celery.msg").write_text('{"bod')
        with pytest.raises(Empty):
            channel._get("celery")
        assert not list(tmp_path.glob("letters/*.msg"))

    def test_kombus_own_reader_falls_over_it(self, channel, tmp_path):
        """The day this fails, kombu has mended it and servicedesk/letters.py may go."""
        (tmp_path / "letters" / "0_a.celery.msg").write_text('{"bod')
        with pytest.raises(ValueError, match="Unterminated string"):
            filesystem.Channel._get(channel, "celery")

    def test_a_second_start_keeps_the_bindings(self, channel, tmp_path):
        binding = tmp_path / "control" / "celery.exchange"
        binding.write_text("kept")
        letters.install(tmp_path, queue="celery")
        assert binding.read_text() == "kept"
