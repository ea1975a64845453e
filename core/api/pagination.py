"""Pages by cursor: stable while rows are added, cheap at any depth."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

MOST_ROWS = 200


class CursorPages(CursorPagination):
    """`?cursor=` and `?page_size=` up to 200; `?ordering=` only by the names a view lists (A06)."""

    page_size_query_param = "page_size"
    max_page_size = MOST_ROWS
    ordering = "-pk"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        try:
            return super().paginate_queryset(queryset, request, view)
        except NotFound:
            raise ValidationError({self.cursor_query_param: _("The cursor is not one of ours.")}) from None

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return int(self.page_size or MOST_ROWS)
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= MOST_ROWS):
            raise ValidationError({self.page_size_query_param: _("A page has 1 to 200 rows.")})
        return int(asked)

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        allowed: dict[str, str] = getattr(view, "orderings", {})
        asked = request.query_params.get("ordering")
        if asked is None:
            return (getattr(view, "ordering", self.ordering), "-pk")
        if asked not in allowed:
            raise ValidationError({"ordering": _("This list cannot be ordered so.")})
        column = allowed[asked]
        return (column, "-pk" if column.startswith("-") else "pk")
