"""Who may give which role (N04): nobody grants what he lacks."""

from __future__ import annotations

from collections.abc import Collection

from org.access.choices import Right
from org.access.table import ROLE_PERMISSIONS
from org.people.choices import Role


def may_grant(role: Role, *, own_roles: Collection[Role], own_rights: Collection[Right]) -> bool:
    """Whether somebody with `own_roles` and `own_rights` at a unit may give `role` there.

    Administrators give every role; anybody else only a role all of whose rights are his own.
    """
    return Role.ADMINISTRATOR in own_roles or ROLE_PERMISSIONS[role] <= set(own_rights)
