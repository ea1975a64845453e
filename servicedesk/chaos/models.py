"""An order, and the one effect it must have."""

from __future__ import annotations

from django.db import models


class Order(models.Model):
    name = models.CharField(max_length=60, unique=True)

    objects: models.Manager[Order] = models.Manager()


class Run(models.Model):
    """Somebody began to work on the order; written at once, however it ends."""

    name = models.CharField(max_length=60)

    objects: models.Manager[Run] = models.Manager()


class Effect(models.Model):
    """`key` is the business key of reliability.md D2; careless work makes one up."""

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)

    objects: models.Manager[Effect] = models.Manager()
