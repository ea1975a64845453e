from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR, "static")
VENDOR = STATIC / "vendor"
LISTED = re.findall(r"\| `([^`]+/[^`]+)` \| `([0-9a-f]{64})` \|", (VENDOR / "README.md").read_text())


@pytest.mark.parametrize(("name", "digest"), LISTED)
def test_vendored_files_are_the_ones_the_list_names(name: str, digest: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_every_vendored_file_is_in_the_list() -> None:
    files = {str(path.relative_to(VENDOR)) for path in VENDOR.glob("*/*")}
    assert files == {name for name, _ in LISTED}


def test_every_vendored_folder_has_its_licence() -> None:
    assert [folder.name for folder in VENDOR.iterdir() if folder.is_dir() and not (folder / "LICENSE").exists()] == []


def test_nothing_points_at_a_source_map_that_is_not_there() -> None:
    texts = [path for path in VENDOR.glob("*/*") if path.suffix in {".css", ".js"}]
    assert [path.name for path in texts if "sourceMappingURL" in path.read_text()] == []


def test_pages_fetch_nothing_from_another_host() -> None:
    """Branches work without the internet; only namespaces of SVG may look like an address."""
    fetched = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""")
    pages = [*Path(settings.BASE_DIR, "templates").rglob("*.html"), *STATIC.rglob("*.css")]
    assert [path.name for path in pages if fetched.search(path.read_text())] == []
