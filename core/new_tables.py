"""A migration of nothing but new tables, which a first start should not wait for."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.migrations.operations import CreateModel


class NewTables(migrations.Migration):
    """Makes its tables against what they are in the end, where Django looks at every model anew after each of them.

    Sixty tables that refer to people and units otherwise take eight seconds, which every new database pays, tests' as
    well. Nothing but CreateModel may stand in it: the last state is then that of each step.
    """

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        if other := [type(one).__name__ for one in self.operations if not isinstance(one, CreateModel)]:
            raise TypeError(f"{self} makes new tables only; {', '.join(other)} need a migration of their own.")
        # What was rendered before is put aside: the tables are added to the state alone, and it is rendered once.
        project_state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return project_state
