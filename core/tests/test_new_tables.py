"""A migration of new tables makes what Django's own would, and looks at the models once."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from core.new_tables import NewTables

pytestmark = pytest.mark.django_db

ROOM = migrations.CreateModel(
    "Room",
    fields=[("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=9, unique=True))],
    options={"constraints": [models.CheckConstraint(condition=~models.Q(name=""), name="room_has_a_name")]},
)
CHAIR = migrations.CreateModel(
    "Chair",
    fields=[
        ("id", models.BigAutoField(primary_key=True)),
        ("room", models.ForeignKey("house.Room", models.PROTECT)),
        ("owner", models.ForeignKey("org.Person", models.PROTECT, db_index=False)),
    ],
    options={"indexes": [models.Index(fields=["owner", "room"], name="chair_of")]},
)


def written(kind: type[migrations.Migration], *operations: Any) -> tuple[list[str], set[str]]:
    """The SQL of a migration, and the models of the state it leaves."""
    migration = type("Migration", (kind,), {"operations": list(operations)})("0001_initial", "house")
    state = ProjectState.from_apps(apps)
    assert state.apps, "rendered, as in the middle of a first start"
    editor = connection.SchemaEditorClass(connection, collect_sql=True)  # type: ignore[misc]
    editor.deferred_sql = []
    after = migration.apply(state, editor)
    return [str(sql) for sql in (*editor.collected_sql, *editor.deferred_sql)], set(after.apps.all_models["house"])


def test_it_writes_what_the_usual_migration_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = written(migrations.Migration, ROOM, CHAIR)
    assert usual[1] == {"room", "chair"}
    assert len(usual[0]) >= 3

    def again(*_args: object, **_more: object) -> None:
        pytest.fail("The models were looked at anew.")

    monkeypatch.setattr(ProjectState, "reload_model", again)
    assert written(NewTables, ROOM, CHAIR) == usual


def test_it_takes_nothing_but_new_tables() -> None:
    with pytest.raises(TypeError, match="RemoveField"):
        written(NewTables, ROOM, migrations.RemoveField("Room", "name"))
