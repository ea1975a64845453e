"""The same request twice acts once (P4): the key's row and the effect are one transaction."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, cast

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.models import IdempotentAnswer
from core.collisions import has_waited
from core.refusals import Refusal

HEADER = "Idempotency-Key"
KEPT = dt.timedelta(days=35)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_REPLAYED_HEADERS = ("Location",)


class KeyUsedOtherwise(Refusal):
    """The key came with another request before."""


class StillWorking(Refusal):
    """The first request with this key has not finished."""


def idempotent(handler: Callable[..., Response]) -> Callable[..., Response]:
    """Make a POST handler of a view safe to repeat.

    The caller sends `Idempotency-Key`; the handler runs in one transaction with the key's row. A
    repetition gets the stored answer with `Idempotent-Replayed: true`; the same key with another
    body, or at another address, is a 409. Keys belong to their person. A request that was
    refused left nothing behind and may be sent again with its key.
    """

    @functools.wraps(handler)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER, "")
        if not _KEY.fullmatch(key):
            raise ValidationError({HEADER: _("Send a key of 1 to 255 visible ASCII characters with every POST.")})
        fingerprint = _fingerprint(request)
        with transaction.atomic():
            kept, is_first = _asked(cast("Any", request.user), key, fingerprint)
            if not is_first:
                return _replayed(kept, fingerprint)
            answer = handler(view, request, *args, **kwargs)
            _keep(kept, answer)
            return answer

    once.idempotent = True  # type: ignore[attr-defined]
    return once


def told_once(answer: Response, *names: str) -> Response:
    """An answer whose secrets are kept nowhere: a repetition has null for `names`; the caller asks for new ones."""
    answer.told_once = names  # type: ignore[attr-defined]
    return answer


def _asked(person: Any, key: str, fingerprint: str) -> tuple[IdempotentAnswer, bool]:
    """The row of the key, and whether this request is its first.

    Whoever waits for that row waits for the first request. What else is waited for, before (SQLite begins with
    the lock of its only writer) or after, is somebody else's work: the caller is asked to try again.
    """
    try:
        return IdempotentAnswer.objects.get_or_create(
            person=person, key=key, defaults={"fingerprint": fingerprint, "created_at": timezone.now()}
        )
    except OperationalError as error:
        if has_waited(error):
            raise StillWorking(_("The first request with this key is still being worked on.")) from error
        raise


def _fingerprint(request: Request) -> str:
    body = json.dumps(request.data, sort_keys=True, ensure_ascii=False, default=str)
    text = "\n".join([request.method or "", request.get_full_path(), body])
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _keep(kept: IdempotentAnswer, answer: Response) -> None:
    kept.status = answer.status_code
    body = json.loads(JSONRenderer().render(answer.data) or b"null")
    kept.body = body | dict.fromkeys(told) if (told := getattr(answer, "told_once", ())) else body
    kept.headers = {name: answer[name] for name in _REPLAYED_HEADERS if name in answer}
    kept.save(update_fields=["status", "body", "headers"])


def _replayed(kept: IdempotentAnswer, fingerprint: str) -> Response:
    if kept.fingerprint != fingerprint:
        raise KeyUsedOtherwise(_("This key was used for another request; take a new one."))
    return Response(kept.body, status=kept.status, headers={**kept.headers, "Idempotent-Replayed": "true"})


def forget_old_answers(*, now: dt.datetime) -> int:
    """Forget the answers of more than 35 days ago; gives their number."""
    return IdempotentAnswer.objects.filter(created_at__lt=now - KEPT).delete()[0]
