"""The access table. Columns: the twenty roles at their own branch, the service manager of another
branch, a visitor. `+` answered, `3` 403, `4` 404, `L` sign in first. `GET` rows stand for what is read,
the others are sent with an empty body: who is let in gets at least the form back.
"""

from __future__ import annotations

from dataclasses import dataclass

from org.people.choices import Role
from servicedesk.tests.access.table_halls import HALLS, HALLS_PUBLIC

ELSEWHERE, ANONYMOUS = "elsewhere", "anonymous"
COLUMNS = (*Role.values, ELSEWHERE, ANONYMOUS)
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")

# Open to everybody on purpose; each has tests of its own.
PUBLIC = {"sign_in", "second_factor_check", "forgotten", "set_password", "set_language", "health", "ready"}
PUBLIC |= HALLS_PUBLIC


@dataclass(frozen=True)
class Row:
    method: str
    name: str
    expected: dict[str, str]

    @property
    def address_name(self) -> str:
        return self.name.partition("?")[0]

    @property
    def is_api(self) -> bool:
        return self.name.startswith("api_")

    @property
    def content_type(self) -> str:
        return "application/json" if self.is_api else "application/x-www-form-urlencoded"

    def query(self, unit: str) -> str:
        """`month_report?unit` asks for the figures of the hall, which `elsewhere` may not see."""
        return f"?unit={unit}" if self.name.endswith("?unit") else ""


def parse(table: str) -> list[Row]:
    rows = []
    for line in table.strip().splitlines():
        if line.strip() and not line.startswith("#"):
            method, name, *letters = line.split()
            marks = "".join(letters)
            assert len(marks) == len(COLUMNS), f"{name}: {len(marks)} marks for {len(COLUMNS)} columns"
            rows.append(Row(method, name, dict(zip(COLUMNS, marks, strict=True))))
    return rows


# Groups of three, left to right: counter staff, handler, caller; inspector, mystery shopper, hall manager; district,
# service, market manager; deputy, general manager, finance; HR and legal, auditor, administrator. The five of the
# chains: department head, team leader, call-centre supervisor, director, general office. Then the two others.
TABLE = """
# Home, and what is one's own; jobs, notices, tokens and exports here are the service manager's
GET   change_password            +++ +++ +++ +++ +++ +++++ + L
POST  change_password            +++ +++ +++ +++ +++ +++++ + L
GET   channels                   +++ +++ +++ +++ +++ +++++ + L
POST  channels                   +++ +++ +++ +++ +++ +++++ + L
GET   home                       +++ +++ +++ +++ +++ +++++ + L
GET   inbox                      +++ +++ +++ +++ +++ +++++ + L
POST  inbox_read_all             +++ +++ +++ +++ +++ +++++ + L
GET   job                        444 444 4+4 444 4++ 44444 4 L
POST  job_cancel                 444 444 4+4 444 43+ 44444 4 L
GET   job_file                   444 444 4+4 444 433 44444 4 L
GET   job_progress               444 444 4+4 444 4++ 44444 4 L
POST  job_retry                  444 444 4+4 444 43+ 44444 4 L
GET   jobs                       +++ +++ +++ +++ +++ +++++ + L
POST  notification_open          444 444 4+4 444 444 44444 4 L
GET   palette                    +++ +++ +++ +++ +++ +++++ + L
GET   profile                    +++ +++ +++ +++ +++ +++++ + L
GET   second_factor              +++ +++ +++ +++ +++ +++++ + L
POST  second_factor_begin        +++ +++ +++ +++ +++ +++++ + L
POST  second_factor_remove       +++ +++ +++ +++ +++ +++++ + L
GET   second_factor_setup        +++ +++ +++ +++ +++ +++++ + L
POST  second_factor_setup        +++ +++ +++ +++ +++ +++++ + L
POST  sign_out                   LLL LLL LLL LLL LLL LLLLL L L
POST  token_create               +++ +++ +++ +++ +++ +++++ + L
POST  token_revoke               444 444 4+4 444 444 44444 4 L
GET   tokens                     +++ +++ +++ +++ +++ +++++ + L
GET   unit_menu                  +++ +++ +++ +++ +++ +++++ + L

# Approvals: one that the handler asked for and the service manager decides; a substitute of the service manager
GET   approval                   4+4 444 4+4 444 444 44444 4 L
POST  approval_decide            434 444 4+4 444 444 44444 4 L
POST  approval_withdraw          4+4 444 434 444 444 44444 4 L
GET   approvals                  +++ +++ +++ +++ +++ +++++ + L
POST  substitute_add             +++ +++ +++ +++ +++ +++++ + L
POST  substitute_end             444 444 ++4 444 44+ 44444 4 L
GET   substitutes                +++ +++ +++ +++ +++ +++++ + L

# Units
GET   unit                       +++ +3+ +++ +++ +++ +++++ 4 L
GET   unit_aliases               333 333 3+3 333 33+ 33333 4 L
POST  unit_aliases               333 333 3+3 333 33+ 33333 4 L
GET   unit_calendar              333 333 3+3 333 33+ 33333 4 L
POST  unit_calendar              333 333 3+3 333 33+ 33333 4 L
GET   unit_close                 333 333 3+3 333 33+ 33333 4 L
POST  unit_close                 333 333 3+3 333 33+ 33333 4 L
GET   unit_edit                  333 333 3+3 333 33+ 33333 4 L
POST  unit_edit                  333 333 3+3 333 33+ 33333 4 L
GET   unit_hours                 333 333 3+3 333 33+ 33333 4 L
POST  unit_hours                 333 333 3+3 333 33+ 33333 4 L
GET   unit_move                  333 333 3+3 333 33+ 33333 4 L
POST  unit_move                  333 333 3+3 333 33+ 33333 4 L
GET   unit_new                   333 333 3+3 333 33+ 33333 + L
POST  unit_new                   333 333 3+3 333 33+ 33333 + L
GET   unit_reopen                333 333 3+3 333 33+ 33333 4 L
POST  unit_reopen                333 333 3+3 333 33+ 33333 4 L
GET   units                      +++ +3+ +++ +++ +++ +++++ + L

# People
GET   people                     333 33+ +++ ++3 +++ ++++3 + L
GET   people?unit                333 33+ +++ ++3 +++ ++++3 + L
GET   person                     333 33+ +++ ++3 +++ ++++3 4 L
GET   person_edit                333 333 333 333 33+ 33333 4 L
POST  person_edit                333 333 333 333 33+ 33333 4 L
GET   person_invite              333 333 333 333 33+ 33333 4 L
POST  person_invite              333 333 333 333 33+ 33333 4 L
GET   person_leave               333 333 333 333 33+ 33333 4 L
POST  person_leave               333 333 333 333 33+ 33333 4 L
GET   person_new                 333 333 333 333 33+ 33333 3 L
POST  person_new                 333 333 333 333 33+ 33333 3 L
GET   person_return              333 333 333 333 33+ 33333 4 L
POST  person_return              333 333 333 333 33+ 33333 4 L
GET   person_second_factor       333 333 333 333 33+ 33333 4 L
POST  person_second_factor       333 333 333 333 33+ 33333 4 L
GET   person_unlock              333 333 333 333 33+ 33333 4 L
POST  person_unlock              333 333 333 333 33+ 33333 4 L
GET   posting_end                333 333 333 333 33+ 33333 4 L
POST  posting_end                333 333 333 333 33+ 33333 4 L
GET   posting_new                333 333 333 333 33+ 33333 4 L
POST  posting_new                333 333 333 333 33+ 33333 4 L

# Working calendar and customer bases
GET   calendar                   +++ +3+ +++ +++ +++ +++++ + L
GET   calendar_day               333 333 333 333 33+ 33333 3 L
POST  calendar_day               333 333 333 333 33+ 33333 3 L
GET   calendar_load              333 333 333 333 33+ 33333 3 L
POST  calendar_load              333 333 333 333 33+ 33333 3 L
GET   calendar_new               333 333 333 333 33+ 33333 3 L
POST  calendar_new               333 333 333 333 33+ 33333 3 L
GET   calendar_windows           333 333 333 333 33+ 33333 3 L
POST  calendar_windows           333 333 333 333 33+ 33333 3 L
GET   customer_base_edit         333 333 3+3 333 333 33333 4 L
POST  customer_base_edit         333 333 3+3 333 333 33333 4 L
GET   customer_base_new          333 333 3+3 333 333 33333 + L
POST  customer_base_new          333 333 3+3 333 333 33333 + L
GET   customer_bases             333 333 +++ +++ 3++ 33++3 + L
GET   customer_bases?unit        333 333 +++ +++ 3++ 33++3 + L
GET   deadline                   +++ +3+ +++ +++ +++ +++++ + L

# Trail, files and exports
GET   attachment                 +++ +4+ +++ ++4 4+4 +++++ 4 L
POST  attachment_add             3+3 343 ++3 334 434 ++++3 4 L
GET   attachment_picture         +++ +4+ +++ ++4 4+4 +++++ 4 L
GET   attachment_preview         +++ +4+ +++ ++4 4+4 +++++ 4 L
POST  presence                   +++ +4+ +++ ++4 4+4 +++++ 4 L
POST  attachment_remove          3+3 343 ++3 334 434 ++++3 4 L
GET   audit                      333 333 333 333 3+3 33333 3 L
GET   export                     3+3 333 +++ ++3 3+3 33++3 + L
POST  export                     3+3 333 +++ ++3 3+3 33++3 + L
GET   export_file                444 444 4+4 444 444 44444 4 L

# Imports: somebody else's do not exist, but for those who may see all jobs
POST  import_abandon             444 444 4+4 444 433 44444 4 L
GET   import_check               444 444 4+4 444 43+ 44444 4 L
POST  import_check               444 444 4+4 444 433 44444 4 L
GET   import_columns             444 444 4+4 444 43+ 44444 4 L
POST  import_columns             444 444 4+4 444 433 44444 4 L
GET   import_reading             444 444 4+4 444 43+ 44444 4 L
POST  import_reading             444 444 4+4 444 433 44444 4 L
GET   import_rejected            444 444 4+4 444 433 44444 4 L
GET   import_result              444 444 4+4 444 43+ 44444 4 L
GET   import_run                 444 444 4+4 444 43+ 44444 4 L
POST  import_start               444 444 4+4 444 433 44444 4 L
GET   import_upload              333 333 3+3 333 33+ 33333 + L
POST  import_upload              333 333 3+3 333 33+ 33333 + L
GET   import_values              444 444 4+4 444 43+ 44444 4 L
POST  import_values              444 444 4+4 444 433 44444 4 L
GET   imports                    333 333 3+3 333 33+ 33333 + L

# Webhooks: for those who look after the system
GET   webhook                    333 333 333 333 33+ 33333 3 L
GET   webhook_edit               333 333 333 333 33+ 33333 3 L
POST  webhook_edit               333 333 333 333 33+ 33333 3 L
GET   webhook_new                333 333 333 333 33+ 33333 3 L
POST  webhook_new                333 333 333 333 33+ 33333 3 L
POST  webhook_pause              333 333 333 333 33+ 33333 3 L
POST  webhook_ping               333 333 333 333 33+ 33333 3 L
POST  webhook_remove             333 333 333 333 33+ 33333 3 L
POST  webhook_resume             333 333 333 333 33+ 33333 3 L
POST  webhook_rotate             333 333 333 333 33+ 33333 3 L
POST  webhook_send_again         333 333 333 333 33+ 33333 3 L
GET   webhooks                   333 333 333 333 33+ 33333 3 L

# Escalation and tags: whoever sees complaints sees the chain; the trial is the service manager's own
POST  escalation_acknowledge     +++ +3+ +++ ++3 3+3 +++++ 4 L
GET   escalation_form            +++ +3+ +++ ++3 3+3 +++++ 4 L
GET   escalation_lower           333 333 33+ ++3 333 33++3 4 L
POST  escalation_lower           333 333 33+ ++3 333 33++3 4 L
GET   escalation_plan            +++ +3+ +++ ++3 3+3 +++++ + L
GET   escalation_plan_copy       333 333 3++ 333 333 33333 + L
POST  escalation_plan_copy       333 333 3++ 333 333 33333 + L
POST  escalation_plan_discard    333 333 3++ 333 333 33333 + L
POST  escalation_plan_publish    333 333 3++ 333 333 33333 + L
POST  escalation_plan_try        333 333 3++ 333 333 33333 + L
GET   escalation_plans           +++ +3+ +++ ++3 3+3 +++++ + L
POST  escalation_plans_plant     333 333 3++ 333 333 33333 + L
GET   escalation_raise           3+3 333 ++3 333 333 ++++3 4 L
POST  escalation_raise           3+3 333 ++3 333 333 ++++3 4 L
GET   escalation_rung_edit       333 333 3++ 333 333 33333 + L
POST  escalation_rung_edit       333 333 3++ 333 333 33333 + L
GET   escalation_rung_new        333 333 3++ 333 333 33333 + L
POST  escalation_rung_new        333 333 3++ 333 333 33333 + L
POST  escalation_rung_remove     333 333 3++ 333 333 33333 + L
GET   escalation_trial           333 333 3+4 333 333 33333 4 L
GET   escalations                +++ +3+ +++ ++3 3+3 +++++ + L
GET   tag_edit                   333 333 33+ ++3 333 33333 3 L
POST  tag_edit                   333 333 33+ ++3 333 33333 3 L
GET   tag_new                    333 333 33+ ++3 333 33333 3 L
POST  tag_new                    333 333 33+ ++3 333 33333 3 L
GET   tag_off                    333 333 33+ ++3 333 33333 4 L
POST  tag_off                    333 333 33+ ++3 333 33333 4 L
GET   tag_put                    3+3 333 ++3 333 333 ++++3 4 L
POST  tag_put                    3+3 333 ++3 333 333 ++++3 4 L
GET   tags                       +++ +3+ +++ ++3 3+3 +++++ + L
POST  tags_plant                 333 333 33+ ++3 333 33333 3 L

# Complaints
GET   case_disposal              3+3 333 ++3 333 333 ++++3 4 L
POST  case_disposal              3+3 333 ++3 333 333 ++++3 4 L
GET   case_explain               3+3 333 ++3 333 333 ++++3 4 L
POST  case_explain               3+3 333 ++3 333 333 ++++3 4 L
GET   case_grade                 3+3 333 ++3 333 333 ++++3 4 L
POST  case_grade                 3+3 333 ++3 333 333 ++++3 4 L
GET   case_join                  3+3 333 ++3 333 333 ++++3 4 L
POST  case_join                  3+3 333 ++3 333 333 ++++3 4 L
GET   case_judge                 333 333 3++ 333 333 33333 4 L
POST  case_judge                 333 333 3++ 333 333 33333 4 L
GET   case_personal_apology      3+3 333 ++3 333 333 ++++3 4 L
POST  case_personal_apology      3+3 333 ++3 333 333 ++++3 4 L
GET   case_phone_apology         3+3 333 ++3 333 333 ++++3 4 L
POST  case_phone_apology         3+3 333 ++3 333 333 ++++3 4 L
GET   case_regrade               333 333 3++ 333 333 33333 4 L
POST  case_regrade               333 333 3++ 333 333 33333 4 L
GET   case_rejudge               333 333 3++ 333 333 33333 4 L
POST  case_rejudge               333 333 3++ 333 333 33333 4 L
GET   case_verify                3+3 333 ++3 333 333 ++++3 4 L
POST  case_verify                3+3 333 ++3 333 333 ++++3 4 L
GET   reclassifications          +++ +3+ +++ ++3 3+3 +++++ + L
GET   categories                 +++ +3+ +++ ++3 3+3 +++++ + L
GET   category_edit              333 333 3+3 333 333 33333 + L
POST  category_edit              333 333 3+3 333 333 33333 + L
GET   category_new               333 333 3+3 333 333 33333 + L
POST  category_new               333 333 3+3 333 333 33333 + L
GET   clock_pause                3+3 333 ++3 333 333 ++++3 4 L
POST  clock_pause                3+3 333 ++3 333 333 ++++3 4 L
GET   clock_pauses               +++ +3+ +++ ++3 3+3 +++++ + L
POST  clock_resume               3+3 333 ++3 333 333 ++++3 4 L
GET   clock_rule_new             333 333 3++ 333 333 33333 + L
POST  clock_rule_new             333 333 3++ 333 333 33333 + L
GET   clock_rules                +++ +3+ +++ ++3 3+3 +++++ + L
GET   clock_try                  +++ +3+ +++ ++3 3+3 +++++ + L
GET   clock_why                  +++ +3+ +++ ++3 3+3 +++++ 4 L
POST  category_offer             333 333 3+3 333 333 33333 + L
GET   category_tree              +++ +3+ +++ ++3 3+3 +++++ + L
GET   complaint                  +++ +3+ +++ ++3 3+3 +++++ 4 L
POST  complaint_acknowledge      3+3 333 ++3 333 333 ++++3 4 L
GET   complaint_assign           3+3 333 ++3 333 333 ++++3 4 L
POST  complaint_assign           3+3 333 ++3 333 333 ++++3 4 L
GET   complaint_close            3+3 333 3+3 333 333 3+++3 4 L
POST  complaint_close            3+3 333 3+3 333 333 3+++3 4 L
GET   complaint_due_preview      ++3 33+ ++3 333 333 3+++3 + L
POST  complaint_duplicates       ++3 33+ ++3 333 333 3+++3 + L
GET   complaint_beside           +++ +3+ +++ ++3 3+3 +++++ 4 L
GET   complaint_edit             3+3 333 ++3 333 333 ++++3 4 L
POST  complaint_edit             3+3 333 ++3 333 333 ++++3 4 L
GET   complaint_filters          +++ +3+ +++ ++3 3+3 +++++ + L
GET   complaint_new              ++3 33+ ++3 333 333 3+++3 + L
POST  complaint_new              ++3 33+ ++3 333 333 3+++3 + L
GET   complaint_note             3++ 333 ++3 333 333 ++++3 4 L
POST  complaint_note             3++ 333 ++3 333 333 ++++3 4 L
GET   complaint_print            +++ +3+ +++ ++3 3+3 +++++ 4 L
GET   complaint_reopen           3+3 333 3+3 333 333 3+++3 4 L
POST  complaint_reopen           3+3 333 3+3 333 333 3+++3 4 L
GET   complaint_reveal           3++ 333 3+3 333 333 3+++3 4 L
POST  complaint_reveal           3++ 333 3+3 333 333 3+++3 4 L
GET   complaint_void             333 333 3++ 333 333 33333 4 L
POST  complaint_void             333 333 3++ 333 333 33333 4 L
GET   complaints                 +++ +3+ +++ ++3 3+3 +++++ + L
GET   complaints?unit            +++ +3+ +++ ++3 3+3 +++++ + L
GET   search                     +++ +3+ +++ ++3 3+3 +++++ + L

# Views of the worklist: one that the service manager shares with the branch
GET   complaint_columns          +++ +3+ +++ ++3 3+3 +++++ + L
POST  complaint_columns          +++ +3+ +++ ++3 3+3 +++++ + L
GET   saved_view_edit            333 333 3+3 333 333 33333 4 L
POST  saved_view_delete          333 33+ +++ 333 333 ++++3 4 L
POST  saved_view_edit            333 333 3+3 333 333 33333 4 L
POST  saved_view_first           +++ +3+ +++ ++3 3+3 +++++ 4 L
GET   saved_view_new             +++ +3+ +++ ++3 3+3 +++++ + L
POST  saved_view_new             +++ +3+ +++ ++3 3+3 +++++ + L
POST  saved_view_renew           333 333 3+3 333 333 33333 4 L
GET   saved_views                +++ +3+ +++ ++3 3+3 +++++ + L
GET   api_saved_view             +++ +3+ +++ ++3 3+3 +++++ 4 L
PATCH api_saved_view             333 333 3+3 333 333 33333 4 L
DELETE api_saved_view            333 33+ +++ 333 333 ++++3 4 L
GET   api_saved_views            +++ +3+ +++ ++3 3+3 +++++ + L
POST  api_saved_views            +++ +3+ +++ ++3 3+3 +++++ + L

# Acts on many tickets: one that the service manager has tried
GET   bulk                       3+3 333 ++3 333 333 ++++3 + L
POST  bulk                       3+3 333 ++3 333 333 ++++3 + L
GET   bulk_act                   343 333 4+3 333 333 44443 4 L
POST  bulk_run                   343 333 4+3 333 333 44443 4 L
POST  bulk_undo                  343 333 4+3 333 333 44443 4 L
GET   api_bulk_act               343 333 4+3 333 333 44443 4 L
GET   api_bulk_acts              3+3 333 ++3 333 333 ++++3 + L
POST  api_bulk_acts              3+3 333 ++3 333 333 ++++3 + L
GET   api_bulk_rows              343 333 4+3 333 333 44443 4 L
POST  api_bulk_run               343 333 4+3 333 333 44443 4 L
POST  api_bulk_undo              343 333 4+3 333 333 44443 4 L

# Batches, gates, detection
GET   batch                      +++ +3+ +++ ++3 3+3 +++++ 4 L
GET   batch_accept               333 333 3++ ++3 333 33333 4 L
POST  batch_accept               333 333 3++ ++3 333 33333 4 L
GET   batch_add                  333 333 3++ ++3 333 33333 4 L
POST  batch_add                  333 333 3++ ++3 333 33333 4 L
GET   batch_plan                 333 333 3++ ++3 333 33333 4 L
POST  batch_plan                 333 333 3++ ++3 333 33333 4 L
GET   batch_reject               333 333 3++ ++3 333 33333 4 L
POST  batch_reject               333 333 3++ ++3 333 33333 4 L
GET   batch_take_out             333 333 3++ ++3 333 33333 4 L
POST  batch_take_out             333 333 3++ ++3 333 33333 4 L
GET   batch_answer               3+3 333 ++3 333 333 ++++3 4 L
POST  batch_answer               3+3 333 ++3 333 333 ++++3 4 L
GET   batch_new                  333 333 3++ ++3 333 33333 + L
POST  batch_new                  333 333 3++ ++3 333 33333 + L
GET   batches                    +++ +3+ +++ ++3 3+3 +++++ + L
POST  batches_look               333 333 3++ ++3 333 33333 + L
GET   demand_refuse              3+3 333 ++3 333 333 ++++3 4 L
POST  demand_refuse              3+3 333 ++3 333 333 ++++3 4 L
GET   dissatisfied_new           3+3 333 ++3 333 333 ++++3 4 L
POST  dissatisfied_new           3+3 333 ++3 333 333 ++++3 4 L
GET   difficult_customers        333 333 3++ ++3 333 33333 + L
GET   difficult_end              333 333 33+ ++3 333 33333 4 L
POST  difficult_end              333 333 33+ ++3 333 33333 4 L
GET   difficult_new              333 333 33+ ++3 333 33333 3 L
POST  difficult_new              333 333 33+ ++3 333 33333 3 L
GET   difficult_review           333 333 3++ ++3 333 33333 4 L
POST  difficult_review           333 333 3++ ++3 333 33333 4 L
GET   false_entries              333 333 3++ 333 333 33333 + L
GET   false_entry_review         333 333 3++ 333 333 33333 4 L
POST  false_entry_review         333 333 3++ 333 333 33333 4 L
GET   report_readiness           +++ +3+ +++ ++3 3+3 +++++ + L

# Reports about complaints
GET   complaint_reports          +++ +3+ +++ ++3 3+3 +++++ + L
GET   complaint_report           +++ +3+ +++ ++3 3+3 +++++ + L
GET   complaint_report?unit      +++ +3+ +++ ++3 3+3 +++++ 4 L
GET   complaint_report_xlsx      3+3 333 +++ ++3 3+3 33++3 + L
GET   complaint_report_xlsx?unit 3+3 333 +++ ++3 3+3 33++3 4 L
GET   report_causes              +++ +3+ +++ ++3 3+3 +++++ + L
GET   report_on_site             +++ +3+ +++ ++3 3+3 +++++ + L
GET   report_reopened            +++ +3+ +++ ++3 3+3 +++++ + L
GET   report_satisfaction        +++ +3+ +++ ++3 3+3 +++++ + L
GET   report_timeliness          +++ +3+ +++ ++3 3+3 +++++ + L
GET   api_complaint_report       +++ +3+ +++ ++3 3+3 +++++ + L
GET   api_complaint_report?unit  +++ +3+ +++ ++3 3+3 +++++ 4 L

# Sheets of the cadence: the week's problems of the hall
GET   cadence_sheets             +++ +3+ +++ ++3 3+3 +++++ + L
GET   cadence_sheet              +++ +3+ +++ ++3 3+3 +++++ 4 L
GET   cadence_sheet_xlsx         3+3 333 +++ ++3 3+3 33++3 4 L
GET   cadence_sheet_pdf          +++ +3+ +++ ++3 3+3 +++++ 4 L
GET   cadence_make               333 333 3++ 333 333 33333 + L
POST  cadence_make               333 333 3++ 333 333 33333 + L
POST  cadence_acknowledge        333 333 +33 333 333 +3333 4 L
GET   cadence_answer             333 333 +33 333 333 +3333 4 L
POST  cadence_answer             333 333 +33 333 333 +3333 4 L
GET   cadence_standard           +++ +3+ +++ ++3 3+3 +++++ + L
POST  cadence_standard           333 333 3++ 333 333 33333 + L
GET   cadence_owners             +++ +3+ +++ ++3 3+3 +++++ + L
POST  cadence_owners             333 333 3+3 333 333 33333 + L
GET   api_cadence_standard       +++ +3+ +++ ++3 3+3 +++++ + L
POST  api_cadence_standard       333 333 3++ 333 333 33333 + L
GET   api_cadence_owners         +++ +3+ +++ ++3 3+3 +++++ + L
POST  api_cadence_owners         333 333 3+3 333 333 33333 + L
GET   api_cadence_sheets         +++ +3+ +++ ++3 3+3 +++++ + L
POST  api_cadence_sheets         333 333 3++ 333 333 33333 + L
GET   api_cadence_sheet          +++ +3+ +++ ++3 3+3 +++++ 4 L
POST  api_cadence_acknowledge    333 333 +33 333 333 +3333 4 L
POST  api_cadence_answer         333 333 +33 333 333 +3333 4 L

# Remedies and the letter
GET   letter                     3+3 333 +++ 3+3 333 ++++3 4 L
POST  letter_ask                 3+3 333 ++3 333 333 ++++3 4 L
GET   letter_edit                3+3 333 ++3 333 333 ++++3 4 L
POST  letter_edit                3+3 333 ++3 333 333 ++++3 4 L
GET   letter_file                3+3 333 +++ 3+3 333 ++++3 4 L
GET   letter_print               3+3 333 +++ 3+3 333 ++++3 4 L
GET   letter_send                3+3 333 ++3 333 333 ++++3 4 L
POST  letter_send                3+3 333 ++3 333 333 ++++3 4 L
GET   offer_alternatives         3+3 333 ++3 333 333 ++++3 4 L
POST  offer_alternatives         3+3 333 ++3 333 333 ++++3 4 L
GET   offer_choice               3+3 333 ++3 333 333 ++++3 4 L
POST  offer_choice               3+3 333 ++3 333 333 ++++3 4 L
GET   offer_deliver              3+3 333 ++3 333 333 ++++3 4 L
POST  offer_deliver              3+3 333 ++3 333 333 ++++3 4 L
GET   offer_mediation            3+3 333 ++3 333 333 ++++3 4 L
POST  offer_mediation            3+3 333 ++3 333 333 ++++3 4 L
GET   offer_past                 3+3 333 ++3 333 333 ++++3 4 L
GET   offer_plan                 3+3 333 ++3 333 333 ++++3 4 L
POST  offer_plan                 3+3 333 ++3 333 333 ++++3 4 L
GET   offers                     +++ +3+ +++ ++3 3+3 +++++ 4 L
GET   api_letter                 3+3 333 +++ 3+3 333 ++++3 4 L
POST  api_letter                 3+3 333 ++3 333 333 ++++3 4 L
POST  api_letter_ask             3+3 333 ++3 333 333 ++++3 4 L
POST  api_letter_send            3+3 333 ++3 333 333 ++++3 4 L
POST  api_offer_alternatives     3+3 333 ++3 333 333 ++++3 4 L
POST  api_offer_choice           3+3 333 ++3 333 333 ++++3 4 L
POST  api_offer_deliver          3+3 333 ++3 333 333 ++++3 4 L
POST  api_offer_mediation        3+3 333 ++3 333 333 ++++3 4 L
GET   api_offers                 +++ +3+ +++ ++3 3+3 +++++ 4 L
POST  api_offers                 3+3 333 ++3 333 333 ++++3 4 L

# Follow-up calls, promises and visits: the case is the handler's own, and the hall's manager is sent out
GET   call_back                  3++ 333 3+3 333 333 3+++3 4 L
POST  call_back_again            3+3 333 ++3 333 333 ++++3 4 L
POST  call_back_give_up          3++ 333 3+3 333 333 3+++3 4 L
POST  call_back_missed           3++ 333 3+3 333 333 3+++3 4 L
POST  call_back_next             3++ 333 3+3 333 333 3+++3 + L
POST  call_back_reached          3++ 333 3+3 333 333 3+++3 4 L
POST  call_back_release          33+ 333 3+3 333 333 3+++3 4 L
POST  call_back_take             33+ 333 3+3 333 333 3+++3 4 L
GET   call_backs                 3++ 333 3+3 333 333 3+++3 + L
GET   false_closures             +++ +3+ +++ ++3 3+3 +++++ + L
GET   field_order                +++ +4+ +++ ++4 4+4 +++++ 4 L
POST  field_order_accept         333 34+ 333 334 434 33333 4 L
POST  field_order_cancel         3+3 343 ++3 334 434 ++++3 4 L
POST  field_order_dispatch       3+3 343 ++3 334 434 ++++3 4 L
POST  field_order_done           333 34+ 333 334 434 33333 4 L
GET   field_order_new            3+3 333 ++3 333 333 ++++3 4 L
POST  field_order_new            3+3 333 ++3 333 333 ++++3 4 L
GET   field_order_print          +++ +4+ +++ ++4 4+4 +++++ 4 L
POST  field_order_review         3++ 343 3+3 334 434 3+++3 4 L
GET   field_orders               +++ +++ +++ +++ +++ +++++ + L
GET   promise_break              3+3 333 ++3 333 333 ++++3 4 L
POST  promise_break              3+3 333 ++3 333 333 ++++3 4 L
GET   promise_keep               3+3 333 ++3 333 333 ++++3 4 L
POST  promise_keep               3+3 333 ++3 333 333 ++++3 4 L
GET   promise_new                3+3 333 ++3 333 333 ++++3 4 L
POST  promise_new                3+3 333 ++3 333 333 ++++3 4 L
GET   promise_release            3+3 333 ++3 333 333 ++++3 4 L
POST  promise_release            3+3 333 ++3 333 333 ++++3 4 L
GET   promises                   +++ +3+ +++ ++3 3+3 +++++ + L
POST  api_call_back_again        3+3 333 ++3 333 333 ++++3 4 L
POST  api_call_back_give_up      3++ 333 3+3 333 333 3+++3 4 L
POST  api_call_back_missed       3++ 333 3+3 333 333 3+++3 4 L
POST  api_call_back_next         3++ 333 3+3 333 333 3+++3 + L
POST  api_call_back_reached      3++ 333 3+3 333 333 3+++3 4 L
POST  api_call_back_release      33+ 333 3+3 333 333 3+++3 4 L
POST  api_call_back_take         33+ 333 3+3 333 333 3+++3 4 L
GET   api_call_backs             3++ 333 3+3 333 333 3+++3 + L
GET   api_field_order            +++ +4+ +++ ++4 4+4 +++++ 4 L
POST  api_field_order_accept     333 34+ 333 334 434 33333 4 L
POST  api_field_order_cancel     3+3 343 ++3 334 434 ++++3 4 L
POST  api_field_order_dispatch   3+3 343 ++3 334 434 ++++3 4 L
POST  api_field_order_done       333 34+ 333 334 434 33333 4 L
POST  api_field_order_new        3+3 333 ++3 333 333 ++++3 4 L
POST  api_field_order_review     3++ 343 3+3 334 434 3+++3 4 L
GET   api_field_orders           +++ +++ +++ +++ +++ +++++ + L
POST  api_promise_break          3+3 333 ++3 333 333 ++++3 4 L
POST  api_promise_keep           3+3 333 ++3 333 333 ++++3 4 L
POST  api_promise_new            3+3 333 ++3 333 333 ++++3 4 L
POST  api_promise_release        3+3 333 ++3 333 333 ++++3 4 L
GET   api_promises               +++ +3+ +++ ++3 3+3 +++++ + L

# Responsibility: a finding that names the counter staff
GET   finding                    3+3 333 +++ ++3 3+3 ++++3 4 L
GET   finding_decide             333 333 33+ ++3 333 33333 4 L
POST  finding_decide             333 333 33+ ++3 333 33333 4 L
GET   finding_edit               333 333 3+3 333 333 33333 4 L
POST  finding_edit               333 333 3+3 333 333 33333 4 L
GET   finding_notice             333 333 3+3 333 333 33333 4 L
POST  finding_notice             333 333 3+3 333 333 33333 4 L
GET   finding_withdraw           333 333 3+3 333 333 33333 4 L
POST  finding_withdraw           333 333 3+3 333 333 33333 4 L
GET   my_finding                 +44 444 444 444 444 44444 4 L
POST  my_finding_answer          +44 444 444 444 444 44444 4 L
GET   my_finding_print           +44 444 444 444 444 44444 4 L
POST  my_finding_read            +44 444 444 444 444 44444 4 L
GET   my_findings                +++ +++ +++ +++ +++ +++++ + L

# Corrective actions: one that the hall manager owns; a new one comes from a thing in the address
GET   action                     +++ +4+ +++ ++4 4+4 +++++ 4 L
GET   action_change              3+3 34+ ++3 334 434 ++++3 4 L
GET   action_cancel              3+3 34+ ++3 334 434 ++++3 4 L
POST  action_change              3+3 34+ ++3 334 434 ++++3 4 L
POST  action_cancel              3+3 34+ ++3 334 434 ++++3 4 L
GET   action_done                3+3 34+ ++3 334 434 ++++3 4 L
POST  action_done                3+3 34+ ++3 334 434 ++++3 4 L
GET   action_new                 343 334 443 333 333 44443 4 L
POST  action_new                 343 334 443 333 333 44443 4 L
GET   action_print               +++ +4+ +++ ++4 4+4 +++++ 4 L
GET   action_reject              333 +43 +++ ++4 434 333+3 4 L
POST  action_reject              333 +43 +++ ++4 434 333+3 4 L
GET   action_verify              333 +43 +++ ++4 434 333+3 4 L
POST  action_verify              333 +43 +++ ++4 434 333+3 4 L
GET   actions                    +++ +++ +++ +++ +++ +++++ + L

# Indicators, targets and the report
GET   indicators                 333 33+ +++ +++ 3+3 33++3 + L
GET   month_report               333 33+ +++ +++ 3+3 33++3 + L
GET   month_report?unit          333 33+ +++ +++ 3+3 33++3 4 L
POST  month_report_compute       333 333 3++ 333 333 33333 + L
POST  month_report_compute?unit  333 333 3++ 333 333 33333 4 L
GET   month_report_xlsx          333 333 +++ +++ 3+3 33++3 + L
GET   month_report_xlsx?unit     333 333 +++ +++ 3+3 33++3 4 L
GET   report_latest              333 33+ +++ +++ 3+3 33++3 + L
GET   report_latest?unit         333 33+ +++ +++ 3+3 33++3 4 L
GET   targets                    333 33+ +++ +++ 3+3 33++3 + L
POST  targets                    333 333 3++ 333 333 33333 + L
GET   targets?unit               333 33+ +++ +++ 3+3 33++3 4 L
POST  targets?unit               333 333 3++ 333 333 33333 4 L

# The API
GET   api_action                 +++ +4+ +++ ++4 4+4 +++++ 4 L
POST  api_action_change          3+3 34+ ++3 334 434 ++++3 4 L
POST  api_action_cancel          3+3 34+ ++3 334 434 ++++3 4 L
POST  api_action_done            3+3 34+ ++3 334 434 ++++3 4 L
POST  api_action_reject          333 +43 +++ ++4 434 333+3 4 L
POST  api_action_verify          333 +43 +++ ++4 434 333+3 4 L
GET   api_actions                +++ +++ +++ +++ +++ +++++ + L
POST  api_actions                3+3 33+ ++3 333 333 ++++3 + L
GET   api_approval               4+4 444 4+4 444 444 44444 4 L
POST  api_approval_decide        434 444 4+4 444 444 44444 4 L
GET   api_approvals              +++ +++ +++ +++ +++ +++++ + L
GET   api_batch                  +++ +3+ +++ ++3 3+3 +++++ 4 L
POST  api_batch_accept           333 333 3++ ++3 333 33333 4 L
POST  api_batch_add              333 333 3++ ++3 333 33333 4 L
POST  api_batch_plan             333 333 3++ ++3 333 33333 4 L
POST  api_batch_reject           333 333 3++ ++3 333 33333 4 L
POST  api_batch_take_out         333 333 3++ ++3 333 33333 4 L
POST  api_batch_answer           3+3 333 ++3 333 333 ++++3 4 L
GET   api_batches                +++ +3+ +++ ++3 3+3 +++++ + L
POST  api_batches                333 333 3++ ++3 333 33333 + L
POST  api_demand_refuse          3+3 333 ++3 333 333 ++++3 4 L
GET   api_difficult_customers    333 333 3++ ++3 333 33333 + L
POST  api_dissatisfied_new       3+3 333 ++3 333 333 ++++3 4 L
GET   api_false_entries          333 333 3++ 333 333 33333 + L
POST  api_false_entry_review     333 333 3++ 333 333 33333 4 L
GET   api_case                   +++ +3+ +++ ++3 3+3 +++++ 4 L
POST  api_case_disposal          3+3 333 ++3 333 333 ++++3 4 L
POST  api_case_explain           3+3 333 ++3 333 333 ++++3 4 L
POST  api_case_find_valid        333 333 3++ 333 333 33333 4 L
POST  api_case_grade             3+3 333 ++3 333 333 ++++3 4 L
POST  api_case_join              3+3 333 ++3 333 333 ++++3 4 L
POST  api_case_judge             333 333 3++ 333 333 33333 4 L
POST  api_case_personal_apology  3+3 333 ++3 333 333 ++++3 4 L
POST  api_case_phone_apology     3+3 333 ++3 333 333 ++++3 4 L
POST  api_case_reclassify        333 333 3++ 333 333 33333 4 L
POST  api_case_regrade           333 333 3++ 333 333 33333 4 L
POST  api_case_verify            3+3 333 ++3 333 333 ++++3 4 L
POST  api_clock_pause            3+3 333 ++3 333 333 ++++3 4 L
POST  api_clock_resume           3+3 333 ++3 333 333 ++++3 4 L
GET   api_clock_rules            +++ +3+ +++ ++3 3+3 +++++ + L
POST  api_clock_rules            333 333 3++ 333 333 33333 + L
GET   api_clocks                 +++ +3+ +++ ++3 3+3 +++++ 4 L
GET   api_complaint              +++ +3+ +++ ++3 3+3 +++++ 4 L
PATCH api_complaint              3+3 333 ++3 333 333 ++++3 4 L
POST  api_complaint_calls        3++ 333 ++3 333 333 ++++3 4 L
POST  api_complaint_close        3+3 333 3+3 333 333 3+++3 4 L
GET   api_complaint_escalations  +++ +3+ +++ ++3 3+3 +++++ 4 L
POST  api_complaint_escalations  3+3 333 ++3 333 333 ++++3 4 L
POST  api_complaint_escalation_acknowledge +++ +3+ +++ ++3 3+3 +++++ 4 L
POST  api_complaint_escalation_lower 333 333 33+ ++3 333 33++3 3 L
POST  api_complaint_acknowledge  3+3 333 ++3 333 333 ++++3 4 L
POST  api_complaint_assign       3+3 333 ++3 333 333 ++++3 4 L
POST  api_complaint_void         333 333 3++ 333 333 33333 4 L
GET   api_tags                   +++ +3+ +++ ++3 3+3 +++++ + L
POST  api_tags                   333 333 33+ ++3 333 33333 3 L
POST  api_tags_plant             333 333 33+ ++3 333 33333 3 L
POST  api_tag_edit               333 333 33+ ++3 333 33333 3 L
POST  api_difficult_customers    333 333 33+ ++3 333 33333 3 L
POST  api_difficult_review       333 333 3++ ++3 333 33333 4 L
POST  api_difficult_end          333 333 33+ ++3 333 33333 4 L
POST  api_my_finding_read        +44 444 444 444 444 44444 4 L
POST  api_batches_look           333 333 3++ ++3 333 33333 + L
GET   api_escalation_plans       +++ +3+ +++ ++3 3+3 +++++ + L
POST  api_escalation_plans_plant 333 333 3++ 333 333 33333 + L
GET   api_escalation_trial       333 333 3+4 333 333 33333 4 L
GET   api_escalation_plan        +++ +3+ +++ ++3 3+3 +++++ + L
POST  api_escalation_plan_copy   333 333 3++ 333 333 33333 + L
POST  api_escalation_plan_publish 333 333 3++ 333 333 33333 + L
POST  api_escalation_plan_discard 333 333 3++ 333 333 33333 + L
POST  api_escalation_plan_try    333 333 3++ 333 333 33333 + L
POST  api_escalation_rung_new    333 333 3++ 333 333 33333 + L
POST  api_escalation_rung_edit   333 333 3++ 333 333 33333 + L
POST  api_escalation_rung_remove 333 333 3++ 333 333 33333 + L
POST  api_complaint_tag_off      333 333 33+ ++3 333 33333 3 L
POST  api_complaint_tags         3+3 333 ++3 333 333 ++++3 4 L
POST  api_complaint_notes        3+3 333 ++3 333 333 ++++3 4 L
POST  api_complaint_reopen       3+3 333 3+3 333 333 3+++3 4 L
GET   api_complaints             +++ +3+ +++ ++3 3+3 +++++ + L
POST  api_complaints             ++3 33+ ++3 333 333 3+++3 + L
GET   api_finding                3+3 333 +++ ++3 3+3 ++++3 4 L
POST  api_finding                333 333 3+3 333 333 33333 4 L
POST  api_finding_decide         333 333 33+ ++3 333 33333 3 L
POST  api_finding_notice         333 333 3+3 333 333 33333 4 L
POST  api_finding_withdraw       333 333 3+3 333 333 33333 4 L
GET   api_job                    444 444 4+4 444 4++ 44444 4 L
GET   api_jobs                   +++ +++ +++ +++ +++ +++++ + L
GET   api_my_finding             +44 444 444 444 444 44444 4 L
POST  api_my_finding_answer      +44 444 444 444 444 44444 4 L
GET   api_my_findings            +++ +++ +++ +++ +++ +++++ + L
GET   api_notifications          +++ +++ +++ +++ +++ +++++ + L
GET   api_report                 333 33+ +++ +++ 3+3 33++3 + L
GET   api_report?unit            333 33+ +++ +++ 3+3 33++3 4 L
GET   api_schema                 333 333 333 333 33+ 33333 3 L
"""
TABLE += HALLS
