"""One sheet's way in: from the upload over the choices a person made to what was written."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.files.models import StoredFile
from core.imports.choices import ImportState
from core.imports.registry import title_of
from core.jobs.models import Job
from core.rights import JOB_READ_ALL, done_in_reach
from core.ui.choices import Status

NOTHING_CAME = (ImportState.REFUSED, ImportState.ABANDONED)


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, person: object) -> ImportRunQuerySet:
        """One's own imports; with the right to read all jobs, those of people in its reach."""
        return self.filter(done_in_reach(person, JOB_READ_ALL))

    def given_up(self) -> ImportRunQuerySet:
        """Of which nothing came: files that were refused, imports that somebody gave up."""
        return self.filter(state__in=NOTHING_CAME)

    def standing(self) -> ImportRunQuerySet:
        """Done, or under way."""
        return self.exclude(state__in=NOTHING_CAME)


class ImportRun(models.Model):
    kind = models.CharField(_("kind"), max_length=30)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    rows_file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    options = models.JSONField(default=dict)
    findings = models.JSONField(default=dict)
    control_total = models.PositiveIntegerField(_("control total"), null=True)
    rows_read = models.PositiveIntegerField(null=True)
    rows_imported = models.PositiveIntegerField(null=True)
    rows_unchanged = models.PositiveIntegerField(null=True)
    rows_rejected = models.PositiveIntegerField(null=True)
    rejected_file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known")]

    def __str__(self) -> str:
        return self.file.name

    @property
    def kind_title(self) -> str:
        """What the sheet holds, in words; the code for a kind of an earlier version."""
        return title_of(self.kind)

    @property
    def is_done(self) -> bool:
        return self.state == ImportState.DONE

    @property
    def status(self) -> Status:
        """How the import stands, for its badge."""
        return ImportState(self.state).status


class RememberedMapping(models.Model):
    """The mapping and the choices last used for a sheet with these headings."""

    kind = models.CharField(max_length=30)
    signature = models.CharField(max_length=64)
    options = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "signature"], name="one_mapping_a_signature")]
