"""Who may do what: one table, read by eye. A posting gives its rights at its unit and below."""

from __future__ import annotations

from org.access.choices import Right
from org.people.choices import Role

_SEE_COMPLAINTS = {Right.UNIT_VIEW, Right.CALENDAR_VIEW, Right.COMPLAINT_VIEW, Right.ACTION_VIEW}
_HANDLE = _SEE_COMPLAINTS | {
    Right.COMPLAINT_CREATE,
    Right.COMPLAINT_EDIT,
    Right.COMPLAINT_CLOSE,
    Right.COMPLAINT_CALL,
    Right.PHONE_REVEAL,
    Right.ACTION_EDIT,
}
_SEE_FIGURES = {Right.INDICATOR_VIEW, Right.CUSTOMER_BASE_VIEW}
_LEAD = _SEE_COMPLAINTS | _SEE_FIGURES | {Right.PERSON_VIEW, Right.EXPORT_RUN}
_DECIDE = {
    Right.RESPONSIBILITY_DECIDE,
    Right.ESCALATION_LOWER,
    Right.BATCH_DECIDE,
    Right.TAG_EDIT,
    Right.DIFFICULT_VIEW,
    Right.DIFFICULT_EDIT,
    Right.ACTION_VERIFY,
}
_SEE_HALLS = {Right.HALL_VIEW, Right.CHECK_VIEW, Right.ROSTER_VIEW}
_LEAD_HALLS = _SEE_HALLS | {
    Right.HALL_EDIT,
    Right.QUEUE_LEAD,
    Right.CHECK_RUN,
    Right.ROSTER_EDIT,
    Right.STATIONING_LOG,
    Right.SPOT_TEST_EDIT,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Right]] = {
    Role.COUNTER_STAFF: frozenset(
        _SEE_COMPLAINTS | {Right.COMPLAINT_CREATE, Right.HALL_VIEW, Right.ROSTER_VIEW, Right.QUEUE_SERVE}
    ),
    Role.HANDLER: frozenset(_HANDLE | {Right.EXPORT_RUN}),
    Role.CALLER: frozenset(_SEE_COMPLAINTS | {Right.COMPLAINT_CALL, Right.PHONE_REVEAL}),
    Role.INSPECTOR: frozenset(_SEE_COMPLAINTS | _SEE_HALLS | {Right.ACTION_VERIFY, Right.CHECK_RUN}),
    Role.MYSTERY_SHOPPER: frozenset({Right.SHOP_RUN}),
    Role.HALL_MANAGER: frozenset(
        _SEE_COMPLAINTS
        | _SEE_HALLS
        | {
            Right.COMPLAINT_CREATE,
            Right.PERSON_VIEW,
            Right.INDICATOR_VIEW,
            Right.VIEW_SHARE,
            Right.QUEUE_SERVE,
            Right.QUEUE_LEAD,
            Right.CHECK_RUN,
            Right.ROSTER_EDIT,
            Right.ACTION_EDIT,
        }
    ),
    Role.DISTRICT_MANAGER: frozenset(
        _LEAD
        | _LEAD_HALLS
        | {Right.COMPLAINT_CREATE, Right.COMPLAINT_EDIT, Right.ACTION_EDIT, Right.ACTION_VERIFY, Right.VIEW_SHARE}
    ),
    Role.DEPARTMENT_HEAD: frozenset(
        _SEE_COMPLAINTS | {Right.PERSON_VIEW, Right.COMPLAINT_EDIT, Right.ACTION_EDIT, Right.VIEW_SHARE}
    ),
    Role.SERVICE_MANAGER: frozenset(
        _LEAD
        | _HANDLE
        | _LEAD_HALLS
        | {
            Right.CHECK_EDIT,
            Right.CHECK_REVIEW,
            Right.COMPLAINT_JUDGE,
            Right.CLOCK_EDIT,
            Right.RESPONSIBILITY_EDIT,
            Right.ESCALATION_EDIT,
            Right.BATCH_DECIDE,
            Right.DIFFICULT_VIEW,
            Right.ACTION_VERIFY,
            Right.COMPLAINT_VOID,
            Right.COMPLAINT_BACKDATE,
            Right.VIEW_SHARE,
            Right.CATEGORY_EDIT,
            Right.IMPORT_RUN,
            Right.CUSTOMER_BASE_EDIT,
            Right.INDICATOR_COMPUTE,
            Right.TARGET_EDIT,
            Right.UNIT_EDIT,
        }
    ),
    Role.MARKET_MANAGER: frozenset(
        _LEAD
        | _DECIDE
        | _SEE_HALLS
        | {
            Right.CHECK_REVIEW,
            Right.COMPLAINT_VOID,
            Right.COMPLAINT_JUDGE,
            Right.VIEW_SHARE,
            Right.CLOCK_EDIT,
            Right.ESCALATION_EDIT,
            Right.TARGET_EDIT,
            Right.INDICATOR_COMPUTE,
        }
    ),
    Role.DEPUTY_GENERAL_MANAGER: frozenset(_LEAD | _DECIDE | _SEE_HALLS),
    Role.GENERAL_MANAGER: frozenset(_LEAD | _DECIDE | _SEE_HALLS | {Right.REMEDY_APPROVE}),
    Role.TEAM_LEADER: frozenset(_HANDLE | {Right.PERSON_VIEW, Right.VIEW_SHARE}),
    Role.CALL_CENTRE_SUPERVISOR: frozenset(_LEAD | _HANDLE | {Right.ESCALATION_LOWER, Right.VIEW_SHARE}),
    Role.CALL_CENTRE_DIRECTOR: frozenset(
        _LEAD | _HANDLE | {Right.ESCALATION_LOWER, Right.ACTION_VERIFY, Right.VIEW_SHARE}
    ),
    Role.GENERAL_OFFICE: frozenset(_SEE_COMPLAINTS),
    Role.FINANCE: frozenset({Right.UNIT_VIEW, Right.CALENDAR_VIEW, Right.EXPORT_RUN} | _SEE_FIGURES),
    Role.HR_LEGAL: frozenset({Right.UNIT_VIEW, Right.CALENDAR_VIEW, Right.PERSON_VIEW}),
    Role.AUDITOR: frozenset(_LEAD | _SEE_HALLS | {Right.AUDIT_READ, Right.JOB_READ_ALL}),
    Role.ADMINISTRATOR: frozenset(
        {
            Right.UNIT_VIEW,
            Right.UNIT_EDIT,
            Right.PERSON_VIEW,
            Right.PERSON_EDIT,
            Right.CALENDAR_VIEW,
            Right.CALENDAR_EDIT,
            Right.CUSTOMER_BASE_VIEW,
            Right.IMPORT_RUN,
            Right.HALL_VIEW,
            Right.HALL_EDIT,
            Right.JOB_READ_ALL,
            Right.SYSTEM_MANAGE,
        }
    ),
}
