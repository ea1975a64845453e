"""Who caused it, in which post, and how far the finding has come (S2 3.4; facts only, money is kpi's)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CausePost(TextChoices):
    """S2 3.4: the columns of the table; what a branch calls them is the glossary's."""

    MARKETING = "marketing", _("Marketing staff")
    LECTURER = "lecturer", _("Brand lecturer")
    DISPATCHER = "dispatcher", _("Brand dispatcher")


class FaultPost(TextChoices):
    """S2 3.4: the posts that the table names."""

    REP = "rep", _("Representative")
    SUPERVISOR = "supervisor", _("Supervisor")
    MANAGER = "manager", _("Manager")
    LECTURER = "lecturer", _("Lecturer")
    BRAND_HEAD = "brand_head", _("Brand head")
    DISPATCHER = "dispatcher", _("Dispatcher")
    OTHER = "other", _("Other post")


class FindingState(TextChoices):
    DRAFT = "draft", _("Being prepared")
    NOTICED = "noticed", _("Persons informed")
    DECIDED = "decided", pgettext_lazy("finding", "Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Decision(TextChoices):
    UPHELD = "upheld", _("Stands as found")
    CHANGED = "changed", _("Changed after the objection")
    LIFTED = "lifted", _("Not responsible")


class Answer(TextChoices):
    """What a person named says to a finding."""

    ACCEPTS = "accepts", _("I accept it")
    STATES = "states", _("I have something to say")
    OBJECTS = "objects", _("I object")


class FindingAct(TextChoices):
    """What happens to a finding, as the ticket's history says it."""

    PREPARED = "prepared", _("finding prepared")
    REVISED = "revised", _("finding revised")
    NOTICED = "noticed", _("persons informed")
    READ = "read", _("has read the notice")
    ANSWERED = "answered", _("has answered")
    DECIDED = "decided", _("finding decided")
    WITHDRAWN = "withdrawn", _("finding withdrawn")
