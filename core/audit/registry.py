"""What a verb is called on a page."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_sentences: dict[str, str | Promise] = {
    "file.attached": _("Added a file"),
    "file.removed": _("Removed a file"),
    "phone.revealed": _("Read the full phone number"),
    "token.created": _("Made an API token"),
    "token.revoked": _("Revoked an API token"),
    "list.exported": _("Exported a list"),
    "export.fetched": _("Downloaded an export"),
    "request.refused": _("A request was refused"),
    "import.uploaded": _("Uploaded a sheet"),
    "import.refused": _("A sheet was refused"),
    "import.abandoned": _("Gave an import up"),
    "import.done": _("Imported a sheet"),
    "approval.asked": _("Asked for approval"),
    "approval.asked_again": _("Asked for approval again"),
    "approval.decided": _("Gave a decision"),
    "approval.withdrawn": _("Withdrew the request"),
    "substitute.appointed": _("Appointed a substitute"),
    "substitute.ended": _("Ended a substitution"),
}

_words: dict[str, str | Promise] = {
    "reason": _("reason"),
    "note": _("note"),
    "name": _("called"),
    "rows": _("rows"),
    "list": _("list"),
    "filters": _("filters"),
    "scopes": _("scopes"),
    "status": _("answer"),
    "method": _("method"),
    "page": _("page"),
    "path": _("path"),
    "sha256": _("checksum"),
    "file": _("File"),
    "size": _("size"),
    "source": _("Source"),
    "date": _("date"),
    "year": _("year"),
    "from": _("from"),
    "to": _("to"),
    "before": _("before"),
    "after": _("after"),
    "decision": _("decision"),
    "step": _("step"),
    "round": _("round"),
    "in_place_of": _("in place of"),
    "facts": _("what is decided on"),
    "object": _("object"),
    "money": _("about money"),
}


def say(verb: str, sentence: str | Promise) -> None:
    """Declare the words for a verb: what was done, in the past tense, without who."""
    _sentences[verb] = sentence


def sentence_of(verb: str) -> str:
    """The words for a verb; the verb itself where none were declared."""
    return str(_sentences.get(verb, verb))


def call(key: str, word: str | Promise) -> None:
    """Declare the word for a key of an entry's data."""
    _words[key] = word


def word_of(key: str) -> str:
    """The word for a key of an entry's data; the key itself where none was declared."""
    return str(_words.get(key, key))


def declared() -> list[tuple[str, str]]:
    """Every verb with its words, for choosing among them."""
    return sorted(((verb, str(sentence)) for verb, sentence in _sentences.items()), key=lambda pair: pair[1])
