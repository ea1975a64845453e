"""The access table. Columns: the fifteen roles at their own branch, the service manager of another
branch, a visitor. `+` answered, `3` 403, `4` 404, `L` sign in first.
"""

from __future__ import annotations

from dataclasses import dataclass

from org.people.choices import Role

ELSEWHERE, ANONYMOUS = "elsewhere", "anonymous"
COLUMNS = (*Role.values, ELSEWHERE, ANONYMOUS)

# Open to everybody on purpose; each has tests of its own.
PUBLIC = {"sign_in", "second_factor_check", "forgotten", "set_password", "set_language", "health", "ready"}


@dataclass(frozen=True)
class Row:
    method: str
    name: str
    expected: dict[str, str]

    @property
    def content_type(self) -> str:
        return "application/json" if self.name.startswith("api_") else "application/x-www-form-urlencoded"


def parse(table: str) -> list[Row]:
    rows = []
    for line in table.strip().splitlines():
        if line.strip() and not line.startswith("#"):
            method, name, *letters = line.split()
            marks = "".join(letters)
            assert len(marks) == len(COLUMNS), f"{name}: {len(marks)} marks for {len(COLUMNS)} columns"
            rows.append(Row(method, name, dict(zip(COLUMNS, marks, strict=True))))
    return rows


#                                cnt hnd cal | ins mys hal | dis ser mar | dep gen fin | hrl aud adm | els ano
TABLE = """
GET   home                       +++ +++ +++ +++ +++ + L
"""
