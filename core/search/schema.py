"""The migration operation that keeps a searchable column indexed."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AddSearchIndex(Operation):
    """Index `column` of a model for `core.search.selectors.matching`.

    Run it again in any later migration that makes SQLite rebuild the table, which drops triggers.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str, column: str = "grams") -> None:
        self.model_name = model_name
        self.column = column

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        return

    def database_forwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for statement in self._statements(to_state.apps.get_model(app_label, self.model_name), editor, build=True):
            editor.execute(statement)

    def database_backwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for statement in self._statements(from_state.apps.get_model(app_label, self.model_name), editor, build=False):
            editor.execute(statement)

    def describe(self) -> str:
        return f"Index {self.column} of {self.model_name} for search"

    def _statements(self, model: Any, editor: BaseDatabaseSchemaEditor, *, build: bool) -> list[str]:
        names = (model._meta.db_table, model._meta.pk.column, self.column)
        if editor.connection.vendor == "postgresql":
            return _postgresql(*names, build=build)
        return _sqlite(*names, build=build)


def _postgresql(table: str, _key: str, column: str, *, build: bool) -> list[str]:
    drop = f'DROP INDEX IF EXISTS "{table}_{column}_search"'
    create = f'CREATE INDEX "{table}_{column}_search" ON "{table}" USING gin (to_tsvector(\'simple\', "{column}"))'
    return [drop, create] if build else [drop]


def _sqlite(table: str, key: str, column: str, *, build: bool) -> list[str]:
    index = f"{table}_fts"
    drop = [f'DROP TRIGGER IF EXISTS "{index}_{when}"' for when in ("insert", "update", "delete")]
    drop.append(f'DROP TABLE IF EXISTS "{index}"')
    if not build:
        return drop
    into = f'INSERT INTO "{index}"'
    forget = f"""{into} ("{index}", rowid, "{column}") VALUES ('delete', old."{key}", old."{column}")"""
    learn = f'{into} (rowid, "{column}") VALUES (new."{key}", new."{column}")'
    options = (
        f"content='{table}', content_rowid='{key}', tokenize='unicode61 remove_diacritics 0', prefix='1', detail=none"
    )
    return [
        *drop,
        f'CREATE VIRTUAL TABLE "{index}" USING fts5("{column}", {options})',
        f'CREATE TRIGGER "{index}_insert" AFTER INSERT ON "{table}" BEGIN {learn}; END',
        f'CREATE TRIGGER "{index}_delete" AFTER DELETE ON "{table}" BEGIN {forget}; END',
        f'CREATE TRIGGER "{index}_update" AFTER UPDATE OF "{column}" ON "{table}" BEGIN {forget}; {learn}; END',
        f"""{into} ("{index}") VALUES ('rebuild')""",
    ]
