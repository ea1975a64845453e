"""The rights a door may ask for, noun first."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Right(TextChoices):
    AUDIT_READ = "audit_read", _("Read the audit trail")
    JOB_READ_ALL = "job_read_all", _("See everybody's jobs")
    IMPORT_RUN = "import_run", _("Import sheets")
    EXPORT_RUN = "export_run", _("Export lists")
    PHONE_REVEAL = "phone_reveal", _("Reveal full phone numbers")
    SYSTEM_MANAGE = "system_manage", _("Look after the system")

    UNIT_VIEW = "unit_view", _("See units")
    UNIT_EDIT = "unit_edit", _("Change units")
    PERSON_VIEW = "person_view", _("See people")
    PERSON_EDIT = "person_edit", _("Change people and their postings")
    CALENDAR_VIEW = "calendar_view", _("See the working calendar")
    CALENDAR_EDIT = "calendar_edit", _("Change the working calendar")
    CUSTOMER_BASE_VIEW = "customer_base_view", _("See customer bases")
    CUSTOMER_BASE_EDIT = "customer_base_edit", _("Change customer bases")

    COMPLAINT_VIEW = "complaint_view", _("See complaints")
    COMPLAINT_CREATE = "complaint_create", _("Register complaints")
    COMPLAINT_EDIT = "complaint_edit", _("Handle complaints")
    COMPLAINT_CLOSE = "complaint_close", _("Close and reopen complaints")
    COMPLAINT_VOID = "complaint_void", _("Void complaints")
    COMPLAINT_BACKDATE = "complaint_backdate", _("Enter an earlier time of receipt")
    COMPLAINT_CALL = "complaint_call", _("Call customers back")
    COMPLAINT_JUDGE = "complaint_judge", _("Judge validity and change grades")
    CLOCK_EDIT = "clock_edit", _("Change promised times")
    REMEDY_APPROVE = "remedy_approve", _("Approve remedies and sign letters")
    RESPONSIBILITY_EDIT = "responsibility_edit", _("Find out responsibility")
    RESPONSIBILITY_DECIDE = "responsibility_decide", _("Decide on responsibility")
    ESCALATION_EDIT = "escalation_edit", _("Change escalation plans")
    ESCALATION_LOWER = "escalation_lower", _("Take an escalation back")
    BATCH_DECIDE = "batch_decide", _("Decide on batches")
    TAG_EDIT = "tag_edit", _("Change tags and take them off")
    DIFFICULT_VIEW = "difficult_view", _("See the list of difficult customers")
    DIFFICULT_EDIT = "difficult_edit", _("Keep the list of difficult customers")
    VIEW_SHARE = "view_share", _("Share views of the worklist")
    CATEGORY_EDIT = "category_edit", _("Change phenomenon and cause trees")

    ACTION_VIEW = "action_view", _("See corrective actions")
    ACTION_EDIT = "action_edit", _("Open and carry out corrective actions")
    ACTION_VERIFY = "action_verify", _("Verify corrective actions")

    HALL_VIEW = "hall_view", _("See halls and their queues")
    HALL_EDIT = "hall_edit", _("Set up halls, their services, counters and limits")
    QUEUE_SERVE = "queue_serve", _("Serve customers at a counter")
    QUEUE_LEAD = "queue_lead", _("Lead the floor of a hall")
    CHECK_VIEW = "check_view", _("See checks and their results")
    CHECK_EDIT = "check_edit", _("Make check templates")
    CHECK_RUN = "check_run", _("Carry out checks")
    CHECK_REVIEW = "check_review", _("Review checks and decide on appeals")
    SHOP_RUN = "shop_run", _("Carry out mystery visits given to one")
    ROSTER_VIEW = "roster_view", _("See rosters")
    ROSTER_EDIT = "roster_edit", _("Make rosters and decide on swaps")
    STATIONING_LOG = "stationing_log", _("Log stationing in halls")
    SPOT_TEST_EDIT = "spot_test_edit", _("Keep question banks and hold spot tests")

    INDICATOR_VIEW = "indicator_view", _("See indicators and reports")
    INDICATOR_COMPUTE = "indicator_compute", _("Compute a month")
    TARGET_EDIT = "target_edit", _("Change targets")
