"""Bodies that several subjects' doors share."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class NothingSerializer(serializers.Serializer[Any]):
    """The body of an act that needs no words."""
