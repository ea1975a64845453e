"""What a person wants to see of each ticket in the list."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ListColumns(models.Model):
    """The columns one person chose for the worklist; absent means the usual ones."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    columns = models.JSONField(default=list)
