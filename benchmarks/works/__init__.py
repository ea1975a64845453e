"""Pieces of work, each run in a process of its own on one database: arguments in, figures out.

Importing this package sets Django up, so that a piece may import what it measures.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")
django.setup()

arguments: dict[str, Any] = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}


def tell(figures: dict[str, Any]) -> None:
    """The last line of the output is what the row reads."""
    sys.stdout.write(json.dumps(figures) + "\n")
