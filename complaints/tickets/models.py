"""The complaint as a record, and the trail of what happened to it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from complaints.categories.models import Category
from complaints.tickets.choices import (
    OUTSIDE,
    Business,
    Channel,
    CustomerClass,
    CustomerLevel,
    ErrorSide,
    EventKind,
    Grade,
    Outcome,
    Process,
    State,
    Tendency,
    Validity,
)
from core.imports.models import ImportRun
from org.people.choices import Role
from org.units.models import Unit, below_any
from org.units.rules import STEP_WIDTH, after

if TYPE_CHECKING:
    from org.people.models import Person


def known(field: str, choices: type[models.TextChoices], *, blank: bool = False) -> models.CheckConstraint:
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=f"complaint_{field}_known")


def joins_cases(person: Person) -> bool:
    """Whether a ticket handled jointly comes in sight for it: for the head of a department (S2 3.3)."""
    return Role.DEPARTMENT_HEAD in person.roles and person.may("complaint_view")


def handles_jointly(person: Person, complaint: Complaint) -> bool:
    """Whether the person is the head of a department who handles the open ticket jointly (S2 3.3)."""
    if complaint.state != State.OPEN or not joins_cases(person) or not person.may("complaint_edit"):
        return False
    return any(one.is_current and one.joint_handler_id == person.pk for one in complaint.rounds.all())


def may_take_part(person: Person, complaint: Complaint) -> bool:
    """Whether the person handles the ticket: by a posting above it, or jointly from beside it."""
    return person.may("complaint_edit", at=complaint) or handles_jointly(person, complaint)


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, person: Person) -> ComplaintQuerySet:
        """Complaints whose unit chain, as it was then, lies at or below one where the person may see them.

        For the top of the tree the bounds are said the other way round: SQLite has no idea how much lies
        between two bounds and would read the whole branch by its units, when almost any other index is better.

        The head of a department that handles a ticket jointly (S2 3.3) sees that one, wherever in the branch it lies.
        """
        paths = person.paths_for("complaint_view")
        within = below_any("unit_path", paths)
        if len(paths) == 1 and len(paths[0]) == STEP_WIDTH:
            within = ~Q(unit_path__lt=paths[0]) & ~Q(unit_path__gte=after(paths[0]))
        if joins_cases(person):
            within |= Q(pk__in=Complaint.objects.joined_by(person).values("pk"))
        return self.filter(within)

    def joined_by(self, person: Person) -> ComplaintQuerySet:
        """Those whose round now at work the person handles jointly; for people who `joins_cases` names."""
        return self.filter(rounds__joint_handler=person, rounds__is_current=True)

    def at_or_below(self, unit: Unit) -> ComplaintQuerySet:
        return self.filter(below_any("unit_path", [unit.path]))

    def counted(self) -> ComplaintQuerySet:
        """All but the void ones: what every volume counts."""
        return self.exclude(state=State.VOID)

    def open(self) -> ComplaintQuerySet:
        return self.filter(state=State.OPEN)

    def overdue(self, *, at: dt.datetime) -> ComplaintQuerySet:
        return self.open().filter(due_at__lt=at)

    def of_phone(self, digest: str) -> ComplaintQuerySet:
        """Of one customer number, by its keyed hash; nothing without a number.

        The second condition is that of the index of numbers: SQLite takes a partial index only where it is said.
        """
        return self.filter(~Q(phone_digest=""), phone_digest=digest) if digest else self.none()

    def repeats(self, *, days: int) -> ComplaintQuerySet:
        """Of a number that had another ticket within the `days` before, whatever a clerk called it (I-15, C19)."""
        return self.filter(~Q(phone_digest=""), Exists(_of_the_same_number(days)))

    def skipped_level(self, *, days: int) -> ComplaintQuerySet:
        """From the media, a regulator or a consumer body within `days` after a ticket that we received ourselves."""
        own = _of_the_same_number(days).exclude(channel__in=OUTSIDE)
        return self.filter(~Q(phone_digest=""), Exists(own), channel__in=OUTSIDE)

    def received_in(self, *, first_month: int, last_month: int) -> ComplaintQuerySet:
        """Months as whole numbers, 201101 to 201103, both included."""
        return self.filter(month__gte=first_month, month__lte=last_month)


def _of_the_same_number(days: int) -> ComplaintQuerySet:
    """For an outer query over tickets: others of the number, not void, received at most `days` before."""
    received = OuterRef("received_at")
    since = ExpressionWrapper(received - dt.timedelta(days=days), output_field=models.DateTimeField())
    rows = Complaint.objects.counted().filter(~Q(phone_digest=""), phone_digest=OuterRef("phone_digest"))
    return rows.filter(received_at__gte=since, received_at__lte=received).exclude(pk=OuterRef("pk"))


class Complaint(models.Model):
    number = models.CharField(_("ticket number"), max_length=20, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    form_key = models.UUIDField(null=True, unique=True)

    received_at = models.DateTimeField(_("received"))
    registered_at = models.DateTimeField(_("registered"))
    month = models.PositiveIntegerField(editable=False)
    incident_on = models.DateField(_("happened on"), null=True, blank=True)
    due_from = models.DateTimeField(_("clock starts"), null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    reopened_count = models.PositiveSmallIntegerField(default=0)

    channel = models.CharField(_("channel"), max_length=16, choices=Channel)
    source = models.CharField(_("source"), max_length=40, blank=True)
    source_key = models.CharField(_("number at the source"), max_length=60, null=True)
    upstream_number = models.CharField(_("group ticket number"), max_length=60, blank=True)
    regulator_number = models.CharField(_("regulator's number"), max_length=60, blank=True)
    appeal_number = models.CharField(_("appeal number"), max_length=60, blank=True)
    import_run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+")
    import_row = models.PositiveIntegerField(null=True)
    source_hash = models.CharField(max_length=32, blank=True, editable=False)

    customer_name = models.CharField(_("customer"), max_length=80, blank=True)
    phone_sealed = models.CharField(max_length=160, blank=True)
    phone_digest = models.CharField(max_length=64, blank=True)
    phone_suffix = models.CharField(max_length=4, blank=True)
    phone_masked = models.CharField(_("phone"), max_length=20, blank=True)
    customer_level = models.CharField(_("customer level"), max_length=12, choices=CustomerLevel, default="ordinary")
    customer_class = models.CharField(_("customer class"), max_length=12, choices=CustomerClass, default="normal")
    on_behalf = models.BooleanField(_("on behalf of somebody"), default=False)
    place = models.CharField(_("place"), max_length=120, blank=True)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"), db_index=False)
    unit_path = models.CharField(max_length=140, editable=False)
    business = models.CharField(_("business"), max_length=10, choices=Business, blank=True)
    error_side = models.CharField(_("error"), max_length=10, choices=ErrorSide, blank=True)
    error_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit of the error"),
        db_index=False,
    )
    error_path = models.CharField(max_length=140, blank=True, editable=False)
    process = models.CharField(_("service process"), max_length=20, choices=Process, blank=True)
    product = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product"), db_index=False
    )
    phenomenon = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("phenomenon"), db_index=False
    )
    cause = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cause"), db_index=False
    )

    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("what the customer says"), blank=True)
    remedy_sought = models.CharField(_("remedy sought"), max_length=200, blank=True)
    grade = models.CharField(_("grade"), max_length=1, choices=Grade, blank=True)
    validity = models.CharField(_("validity"), max_length=10, choices=Validity, blank=True)
    validity_reason = models.CharField(_("why valid or not"), max_length=300, blank=True)
    tendency = models.CharField(_("escalation tendency"), max_length=12, choices=Tendency, blank=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, blank=True)
    outcome_note = models.TextField(_("what was done"), blank=True)

    first_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="handled_complaints"
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    grams = models.TextField(editable=False, default="")

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        constraints = [
            known("state", State),
            known("channel", Channel),
            known("customer_level", CustomerLevel),
            known("customer_class", CustomerClass),
            known("business", Business, blank=True),
            known("error_side", ErrorSide, blank=True),
            known("process", Process, blank=True),
            known("grade", Grade, blank=True),
            known("validity", Validity, blank=True),
            known("tendency", Tendency, blank=True),
            known("outcome", Outcome, blank=True),
            models.UniqueConstraint(fields=["source", "source_key"], name="complaint_source_key_once"),
            # A sheet may know that a ticket was closed without knowing when; nobody invents the moment.
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | Q(state="closed", import_run__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None)),
                name="complaint_closed_when",
            ),
            models.CheckConstraint(
                condition=Q(error_side="", error_unit=None) | (~Q(error_side="") & Q(error_unit__isnull=False)),
                name="complaint_error_where",
            ),
            models.CheckConstraint(
                condition=Q(phone_sealed="", phone_digest="") | (~Q(phone_sealed="") & ~Q(phone_digest="")),
                name="complaint_phone_whole",
            ),
        ]
        # Foreign keys that no list asks for have no index of their own: every index costs each imported row.
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="complaint_newest"),
            models.Index(fields=["due_at", "id"], name="complaint_due"),
            models.Index(fields=["grade", "-received_at", "-id"], name="complaint_grade"),
            models.Index(
                fields=["cause", "-received_at", "-id"], condition=Q(cause__isnull=False), name="complaint_cause"
            ),
            models.Index(
                fields=["channel", "-received_at", "-id"],
                condition=Q(channel__in=["media", "regulator", "consumer_body"]),
                name="complaint_outside",
            ),
            models.Index(fields=["unit_path", "-received_at", "-id"], name="complaint_unit_newest"),
            models.Index(fields=["month", "unit_path", "state", "error_side"], name="complaint_month_unit"),
            models.Index(fields=["month", "cause"], name="complaint_month_cause"),
            models.Index(
                fields=["month", "error_side", "error_path"], condition=~Q(error_side=""), name="complaint_errors"
            ),
            models.Index(
                fields=["closed_at", "unit_path"], condition=Q(closed_at__isnull=False), name="complaint_closed"
            ),
            # What was registered here in a month; a sheet's tickets, which nobody asks this of, do not pay for it.
            models.Index(
                fields=["registered_at", "unit_path"], condition=Q(import_run=None), name="complaint_registered"
            ),
            models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="complaint_open_due"),
            models.Index(fields=["handler", "due_at", "id"], condition=Q(state="open"), name="complaint_open_handler"),
            models.Index(
                fields=["phone_digest", "-received_at"], condition=~Q(phone_digest=""), name="complaint_phone"
            ),
            models.Index(fields=["phone_suffix"], condition=~Q(phone_suffix=""), name="complaint_suffix"),
            # What few tickets are, in the order of a list: no order then passes by a million others to find them.
            *(
                models.Index(fields=["-received_at", "-id", "unit_path", "state"], condition=few, name=name)
                for name, few in (
                    ("complaint_open_newest", Q(state="open")),
                    ("complaint_void_newest", Q(state="void")),
                    ("complaint_no_cause", Q(cause__isnull=True)),
                    ("complaint_no_handler", Q(handler__isnull=True)),
                    ("complaint_reopened", Q(reopened_count__gt=0)),
                )
            ),
            models.Index(
                fields=["-received_at", "-id", "unit_path", "state", "error_side"],
                condition=~Q(error_side=""),
                name="complaint_error_newest",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ComplaintEvent(models.Model):
    """One step of a complaint's history: added to, never edited."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=EventKind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="complaint_event_known")]
        indexes = [
            models.Index(fields=["complaint", "id"], name="complaint_event_trail"),
            models.Index(fields=["at"], condition=Q(kind="reopened"), name="complaint_event_reopened"),
            models.Index(fields=["complaint"], condition=Q(kind="batch"), name="complaint_event_batch"),
        ]
