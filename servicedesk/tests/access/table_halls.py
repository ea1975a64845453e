"""The part of the access table that is about halls; its columns are those of table.py.

Groups of three, left to right: counter staff, handler, caller; inspector, mystery shopper, hall manager; district,
service, market manager; deputy, general manager, finance; HR and legal, auditor, administrator. The five of the
chains: department head, team leader, call-centre supervisor, director, general office. Then elsewhere and a visitor.
"""

from __future__ import annotations

# Machines and customers are not people: what they may do has tests of its own (halls/machines, halls/follow).
HALLS_PUBLIC: set[str] = set()

HALLS = """
# Halls
"""
