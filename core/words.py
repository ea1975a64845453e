"""What the trail says of the acts of core itself. Imported when the app is ready."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import core.audit.exports  # noqa: F401  (declares the trail as a list to export)
from core.api.registry import words_of
from core.approvals.choices import Decision
from core.audit.registry import call, leave_out, mean, say
from core.exports.registry import listing_of
from core.imports.registry import title_of as title_of_import
from core.jobs.registry import title_of as title_of_job

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import Promise

say("file.attached", _("Added a file"))
say("file.removed", _("Removed a file"))
say("phone.revealed", _("Read the full phone number"))
say("token.created", _("Made an API token"))
say("token.revoked", _("Revoked an API token"))
say("list.exported", _("Exported a list"))
say("export.fetched", _("Downloaded an export"))
say("request.refused", _("A request was refused"))
say("import.uploaded", _("Uploaded a sheet"))
say("import.refused", _("A sheet was refused"))
say("import.abandoned", _("Gave an import up"))
say("import.done", _("Imported a sheet"))
say("approval.asked", _("Asked for approval"))
say("approval.asked_again", _("Asked for approval again"))
say("approval.decided", _("Gave a decision"))
say("approval.withdrawn", _("Withdrew the request"))
say("substitute.appointed", _("Appointed a substitute"))
say("substitute.ended", _("Ended a substitution"))

call("decision", _("decision"))
call("step", _("step"))
call("round", _("round"))
call("in_place_of", _("in place of"))
call("facts", _("what is decided on"))
call("object", _("object"))
call("money", _("about money"))
call("reason", _("reason"))
call("note", _("note"))
call("name", _("called"))
call("rows", _("rows"))
call("list", _("list"))
call("filters", _("filters"))
call("scopes", _("scopes"))
call("status", _("answer"))
call("method", _("method"))
call("sha256", _("checksum"))
call("file", _("File"))
call("size", _("size"))
call("source", _("Source"))
call("date", _("date"))
call("year", _("year"))
call("change", _("change"))
call("path", _("page"))
call("created", _("made on the way"))
call("read", _("rows read"))
call("imported", _("new rows"))
call("changed", _("changed rows"))
call("unchanged", _("rows as they were"))
call("rejected", _("rejected rows"))
call("left_out", _("rows left out"))
call("duplicates", _("rows given twice"))
leave_out("page", "run", "event", "job")


def _each(word: Callable[[Any], object], values: set[Any]) -> Mapping[Any, str]:
    return {value: str(word(value)) for value in values}


def _title_of_list(code: str) -> str | Promise:
    found = listing_of(code)
    return found.title if found else code


def _answers(_values: set[Any]) -> Mapping[Any, str | Promise]:
    return {
        403: _("no right to it"),
        404: _("does not exist, or lies elsewhere"),
        409: _("not possible now"),
        429: _("too much at once"),
    }


def _methods(_values: set[Any]) -> Mapping[Any, str | Promise]:
    return {"GET": _("wanted to see"), "HEAD": _("wanted to see"), "POST": _("wanted to do")}


mean("scopes", partial(_each, words_of))
mean("list", partial(_each, _title_of_list))
mean("kind", partial(_each, title_of_job), of="job")
mean("kind", partial(_each, title_of_import), of="import")
mean("reason", partial(_each, gettext), of="import.refused")
mean("decision", lambda _values: dict(Decision.choices), of="approval")
mean("status", _answers, of="request")
mean("method", _methods, of="request")
