"""Reading the house: its files, their imports and their rooms, for the tests beside this."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "org", "improvement", "complaints", "halls", "surveys", "kpi", "servicedesk")
ROOMS = (
    ("choices",),
    ("rules",),
    ("models",),
    ("selectors",),
    ("services",),
    ("forms", "imports", "exports"),
    ("tasks", "api", "views"),
    ("urls", "api_urls"),
)
DEPTH_OF_ROOM = {room: depth for depth, rooms in enumerate(ROOMS) for room in rooms}


@dataclass(frozen=True)
class Import:
    module: str
    line: int
    is_late: bool
    is_for_typing: bool


@dataclass(frozen=True)
class SourceFile:
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def app(self) -> str:
        return self.path.relative_to(ROOT).parts[0]

    @property
    def subject(self) -> str:
        parts = self.path.relative_to(ROOT).parts
        return ".".join(parts[:-1])

    @property
    def room(self) -> str:
        return self.path.stem

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]

    def imports(self) -> Iterator[Import]:
        """Every first-party module this file imports, and whether inside a function or for types only."""
        yield from _imports(self.tree, is_late=False, is_for_typing=False)


def _imports(node: ast.AST, *, is_late: bool, is_for_typing: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        late = is_late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        typing = is_for_typing or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test))
        if isinstance(child, ast.ImportFrom) and child.module and child.level == 0:
            names = [child.module]
        elif isinstance(child, ast.Import):
            names = [alias.name for alias in child.names]
        else:
            yield from _imports(child, is_late=late, is_for_typing=typing)
            continue
        for name in names:
            if name.split(".")[0] in APPS:
                yield Import(name, child.lineno, late, typing)


def source_files() -> list[SourceFile]:
    """The product's own Python, without tests and migrations."""
    found = []
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if not {"migrations", "tests", "chaos"} & set(parts) and path.name != "conftest.py":
                found.append(SourceFile(path))
    return found


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))
