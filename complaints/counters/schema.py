"""The database's own counting: triggers on tickets that leave a change for the tallies; may be installed twice.

They are no acts: they say nothing that the row does not say, like an index. Run `CountTickets` again in
any later migration that makes SQLite rebuild the table of tickets, which drops triggers.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

TICKETS, CHANGES = "complaints_complaint", "complaints_tallychange"
WATCHED = ("state", "unit_path", "handler_id", "due_at", "grade")
NAMES = tuple(f"complaint_counted_{verb}" for verb in ("insert", "update"))
_INTO = f"INSERT INTO {CHANGES} (unit_path, handler, moment, is_grave, change)"


def _left(row: str, change: int, *, never: str) -> str:
    """The statement that counts `row`, the old or the new one, if it is an open ticket. Counts nothing else."""
    grave = f"({row}.grade = 'C')"
    values = f"{row}.unit_path, COALESCE({row}.handler_id, 0), COALESCE({row}.due_at, {never}), {grave}, {change}"
    return f"{_INTO} SELECT {values} WHERE {row}.state = 'open';"


def _sqlite() -> list[str]:
    gone = _left("OLD", -1, never="'2999-01-01 00:00:00'")
    come = _left("NEW", 1, never="'2999-01-01 00:00:00'")
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in WATCHED)
    return [
        f"CREATE TRIGGER {NAMES[0]} AFTER INSERT ON {TICKETS} WHEN NEW.state = 'open' BEGIN {come} END",
        f"CREATE TRIGGER {NAMES[1]} AFTER UPDATE OF {', '.join(WATCHED)} ON {TICKETS} "
        f"WHEN {changed} BEGIN {gone} {come} END",
    ]


def _postgresql() -> list[str]:
    gone = _left("OLD", -1, never="timestamptz '2999-01-01 00:00:00+00'")
    come = _left("NEW", 1, never="timestamptz '2999-01-01 00:00:00+00'")
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in WATCHED)
    body = f"BEGIN IF TG_OP = 'UPDATE' THEN {gone} END IF; {come} RETURN NULL; END"
    return [
        f"CREATE OR REPLACE FUNCTION complaint_counted() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {NAMES[0]} AFTER INSERT ON {TICKETS} FOR EACH ROW "
        "WHEN (NEW.state = 'open') EXECUTE FUNCTION complaint_counted()",
        f"CREATE TRIGGER {NAMES[1]} AFTER UPDATE OF {', '.join(WATCHED)} ON {TICKETS} FOR EACH ROW "
        f"WHEN ({changed}) EXECUTE FUNCTION complaint_counted()",
    ]


def _removing(vendor: str) -> list[str]:
    where = f" ON {TICKETS}" if vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {name}{where}" for name in NAMES]


def install(connection: BaseDatabaseWrapper) -> None:
    """Let the database count from now on. Tickets that stand already are not counted by this."""
    build = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    _run(connection, [*_removing(connection.vendor), *build])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Stop counting: for a reversed migration, and for a test of what happens without."""
    _run(connection, _removing(connection.vendor))


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class CountTickets(Operation):
    """The migration operation that lets the database count."""

    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        return

    def database_forwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        install(editor.connection)

    def database_backwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        remove(editor.connection)

    def describe(self) -> str:
        return "Count open tickets"
