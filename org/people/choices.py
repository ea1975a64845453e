"""Roles and languages, as the branch names them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    COUNTER_STAFF = "counter_staff", _("Counter staff")
    HANDLER = "handler", _("Complaint handler")
    CALLER = "caller", _("Follow-up caller")
    INSPECTOR = "inspector", _("Inspector")
    MYSTERY_SHOPPER = "mystery_shopper", _("Mystery shopper")
    HALL_MANAGER = "hall_manager", _("Hall manager")
    DISTRICT_MANAGER = "district_manager", _("District manager")
    SERVICE_MANAGER = "service_manager", _("Service manager")
    MARKET_MANAGER = "market_manager", _("Market-department manager")
    DEPUTY_GENERAL_MANAGER = "deputy_general_manager", _("Deputy general manager")
    GENERAL_MANAGER = "general_manager", _("General manager")
    FINANCE = "finance", _("Finance")
    HR_LEGAL = "hr_legal", _("HR and legal")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")
    DEPARTMENT_HEAD = "department_head", _("Department head")
    TEAM_LEADER = "team_leader", _("Call-centre team leader")
    CALL_CENTRE_SUPERVISOR = "call_centre_supervisor", _("Call-centre supervisor")
    CALL_CENTRE_DIRECTOR = "call_centre_director", _("Call-centre director")
    GENERAL_OFFICE = "general_office", _("General office")


class Language(TextChoices):
    SIMPLIFIED_CHINESE = "zh-hans", "简体中文"
    TRADITIONAL_CHINESE = "zh-hant", "繁體中文"
    ENGLISH = "en", "English"
