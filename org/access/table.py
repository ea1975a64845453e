"""Who may do what: one table, read by eye. A posting gives its rights at its unit and below."""

from __future__ import annotations

from org.access.choices import Right
from org.people.choices import Role

_SEE_COMPLAINTS = {Right.UNIT_VIEW, Right.CALENDAR_VIEW, Right.COMPLAINT_VIEW}
_HANDLE = _SEE_COMPLAINTS | {
    Right.COMPLAINT_CREATE,
    Right.COMPLAINT_EDIT,
    Right.COMPLAINT_CLOSE,
    Right.PHONE_REVEAL,
}
_SEE_FIGURES = {Right.INDICATOR_VIEW, Right.CUSTOMER_BASE_VIEW}
_LEAD = _SEE_COMPLAINTS | _SEE_FIGURES | {Right.PERSON_VIEW, Right.EXPORT_RUN}

ROLE_PERMISSIONS: dict[Role, frozenset[Right]] = {
    Role.COUNTER_STAFF: frozenset(_SEE_COMPLAINTS | {Right.COMPLAINT_CREATE}),
    Role.HANDLER: frozenset(_HANDLE | {Right.EXPORT_RUN}),
    Role.CALLER: frozenset(_SEE_COMPLAINTS | {Right.PHONE_REVEAL}),
    Role.INSPECTOR: frozenset(_SEE_COMPLAINTS),
    Role.MYSTERY_SHOPPER: frozenset(),
    Role.HALL_MANAGER: frozenset(_SEE_COMPLAINTS | {Right.COMPLAINT_CREATE, Right.PERSON_VIEW, Right.INDICATOR_VIEW}),
    Role.DISTRICT_MANAGER: frozenset(_LEAD | {Right.COMPLAINT_CREATE, Right.COMPLAINT_EDIT}),
    Role.SERVICE_MANAGER: frozenset(
        _LEAD
        | _HANDLE
        | {
            Right.COMPLAINT_VOID,
            Right.COMPLAINT_BACKDATE,
            Right.CATEGORY_EDIT,
            Right.IMPORT_RUN,
            Right.CUSTOMER_BASE_EDIT,
            Right.INDICATOR_COMPUTE,
            Right.TARGET_EDIT,
            Right.UNIT_EDIT,
        }
    ),
    Role.MARKET_MANAGER: frozenset(_LEAD | {Right.COMPLAINT_VOID, Right.TARGET_EDIT, Right.INDICATOR_COMPUTE}),
    Role.DEPUTY_GENERAL_MANAGER: frozenset(_LEAD),
    Role.GENERAL_MANAGER: frozenset(_LEAD),
    Role.FINANCE: frozenset({Right.UNIT_VIEW, Right.CALENDAR_VIEW, Right.EXPORT_RUN} | _SEE_FIGURES),
    Role.HR_LEGAL: frozenset({Right.UNIT_VIEW, Right.CALENDAR_VIEW, Right.PERSON_VIEW}),
    Role.AUDITOR: frozenset(_LEAD | {Right.AUDIT_READ, Right.JOB_READ_ALL}),
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
            Right.JOB_READ_ALL,
            Right.SYSTEM_MANAGE,
        }
    ),
}
