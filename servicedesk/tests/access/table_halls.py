"""The part of the access table that is about halls; its columns are those of table.py.

Groups of three, left to right: counter staff, handler, caller; inspector, mystery shopper, hall manager; district,
service, market manager; deputy, general manager, finance; HR and legal, auditor, administrator. The five of the
chains: department head, team leader, call-centre supervisor, director, general office. Then elsewhere and a visitor.
"""

from __future__ import annotations

# Machines and customers are not people: what they may do has tests of its own (halls/machines, halls/follow).
HALLS_PUBLIC = {"pair", "kiosk", "kiosk_take", "display", "display_calls", "follow", "follow_leave"}

HALLS = """
# Halls now, and what is done from the live board: a number that waits
GET   hall                       +33 +3+ +++ ++3 3++ 33333 4 L
GET   hall_live                  +33 +3+ +++ ++3 3++ 33333 4 L
GET   halls                      +33 +3+ +++ ++3 3++ 33333 + L
GET   halls_live                 +33 +3+ +++ ++3 3++ 33333 + L
GET   visit_new                  +33 33+ ++3 333 333 33333 4 L
POST  visit_new                  +33 33+ ++3 333 333 33333 4 L
GET   visit_redirect             333 33+ ++3 333 333 33333 4 L
POST  visit_redirect             333 33+ ++3 333 333 33333 4 L
GET   visit_remove               333 33+ ++3 333 333 33333 4 L
POST  visit_remove               333 33+ ++3 333 333 33333 4 L
GET   visit_ticket               +33 +3+ +++ ++3 3++ 33333 4 L

# Visits as they were, and days counted by hand
GET   day_total                  +33 +3+ +++ ++3 3++ 33333 4 L
GET   day_total_correct          333 33+ ++3 333 333 33333 4 L
POST  day_total_correct          333 33+ ++3 333 333 33333 4 L
GET   day_total_new              333 33+ ++3 333 333 33333 4 L
POST  day_total_new              333 33+ ++3 333 333 33333 4 L
GET   day_total_withdraw         333 33+ ++3 333 333 33333 4 L
POST  day_total_withdraw         333 33+ ++3 333 333 33333 4 L
GET   day_totals                 +33 +3+ +++ ++3 3++ 33333 + L
GET   visit                      +33 +3+ +++ ++3 3++ 33333 4 L
GET   visits                     +33 +3+ +++ ++3 3++ 33333 + L
GET   api_day_totals             +33 +3+ +++ ++3 3++ 33333 + L
POST  api_day_total_correct      333 33+ ++3 333 333 33333 4 L
POST  api_day_total_new          333 33+ ++3 333 333 33333 4 L
POST  api_day_total_withdraw     333 33+ ++3 333 333 33333 4 L
GET   api_visits_past            +33 +3+ +++ ++3 3++ 33333 4 L

# Setting a hall up, and how halls are measured
GET   hall_counter               333 333 ++3 333 33+ 33333 4 L
POST  hall_counter               333 333 ++3 333 33+ 33333 4 L
GET   hall_counter_new           333 333 ++3 333 33+ 33333 4 L
POST  hall_counter_new           333 333 ++3 333 33+ 33333 4 L
POST  hall_device_code           333 333 ++3 333 33+ 33333 4 L
GET   hall_device_new            333 333 ++3 333 33+ 33333 4 L
POST  hall_device_new            333 333 ++3 333 33+ 33333 4 L
POST  hall_device_revoke         333 333 ++3 333 33+ 33333 4 L
GET   hall_edit                  333 333 ++3 333 33+ 33333 4 L
POST  hall_edit                  333 333 ++3 333 33+ 33333 4 L
GET   hall_new                   333 333 ++3 333 33+ 33333 4 L
POST  hall_new                   333 333 ++3 333 33+ 33333 4 L
GET   hall_rules                 +33 +3+ +++ ++3 3++ 33333 4 L
POST  hall_rules                 333 333 ++3 333 33+ 33333 4 L
GET   hall_service               333 333 ++3 333 33+ 33333 4 L
POST  hall_service               333 333 ++3 333 33+ 33333 4 L
GET   hall_service_new           333 333 ++3 333 33+ 33333 4 L
POST  hall_service_new           333 333 ++3 333 33+ 33333 4 L
GET   hall_setup                 +33 +3+ +++ ++3 3++ 33333 4 L

# Cross inspection: a round told, in which the inspector looks at the hall of the world
GET   cross_rounds               333 +3+ +++ ++3 3+3 33333 + L
GET   cross_round                333 +3+ +++ ++3 3+3 33333 4 L
GET   cross_round_new            333 333 3+3 333 333 33333 4 L
POST  cross_round_new            333 333 3+3 333 333 33333 4 L
GET   cross_round_draw           333 333 3+3 333 333 33333 4 L
POST  cross_round_draw           333 333 3+3 333 333 33333 4 L
GET   cross_round_tell           333 333 3+3 333 333 33333 4 L
POST  cross_round_tell           333 333 3+3 333 333 33333 4 L
GET   cross_round_cancel         333 333 3+3 333 333 33333 4 L
POST  cross_round_cancel         333 333 3+3 333 333 33333 4 L
GET   cross_pair_change          333 333 3+3 333 333 33333 4 L
POST  cross_pair_change          333 333 3+3 333 333 33333 4 L
POST  cross_pair_inspect         333 +33 333 333 333 33333 4 L
GET   api_cross_rounds           333 +3+ +++ ++3 3+3 33333 + L
POST  api_cross_rounds           333 333 3+3 333 333 33333 + L
GET   api_cross_round            333 +3+ +++ ++3 3+3 33333 4 L
POST  api_cross_round_draw       333 333 3+3 333 333 33333 4 L
POST  api_cross_round_tell       333 333 3+3 333 333 33333 4 L
POST  api_cross_round_cancel     333 333 3+3 333 333 33333 4 L
POST  api_cross_pair_change      333 333 3+3 333 333 33333 4 L
POST  api_cross_pair_inspect     333 +33 333 333 333 33333 4 L

# Counters: the hall manager serves a number at the second one
GET   console                    +33 33+ 333 333 333 33333 4 L
GET   console_live               +33 33+ 333 333 333 33333 4 L
POST  console_sit                +33 33+ 333 333 333 33333 4 L
POST  console_call_next          +33 33+ 333 333 333 33333 4 L
POST  console_call               +33 33+ 333 333 333 33333 4 L
POST  console_recall             +33 33+ 333 333 333 33333 4 L
POST  console_start              +33 33+ 333 333 333 33333 4 L
POST  console_hold               +33 33+ 333 333 333 33333 4 L
POST  console_resume             +33 33+ 333 333 333 33333 4 L
POST  console_transfer           +33 33+ 333 333 333 33333 4 L
POST  console_add_service        +33 33+ 333 333 333 33333 4 L
POST  console_no_show            +33 33+ 333 333 333 33333 4 L
POST  console_finish             +33 33+ 333 333 333 33333 4 L
POST  console_pause              +33 33+ 333 333 333 33333 4 L
POST  console_go_on              +33 33+ 333 333 333 33333 4 L
POST  console_sign_off           +33 33+ 333 333 333 33333 4 L
GET   api_console                +33 33+ 333 333 333 33333 3 L
POST  api_console_sit            +33 33+ 333 333 333 33333 3 L
POST  api_console_call_next      +33 33+ 333 333 333 33333 3 L
POST  api_console_call           +33 33+ 333 333 333 33333 3 L
POST  api_console_recall         +33 33+ 333 333 333 33333 3 L
POST  api_console_start          +33 33+ 333 333 333 33333 3 L
POST  api_console_hold           +33 33+ 333 333 333 33333 3 L
POST  api_console_resume         +33 33+ 333 333 333 33333 3 L
POST  api_console_transfer       +33 33+ 333 333 333 33333 3 L
POST  api_console_add_service    +33 33+ 333 333 333 33333 3 L
POST  api_console_no_show        +33 33+ 333 333 333 33333 3 L
POST  api_console_finish         +33 33+ 333 333 333 33333 3 L
POST  api_console_pause          +33 33+ 333 333 333 33333 3 L
POST  api_console_go_on          +33 33+ 333 333 333 33333 3 L
POST  api_console_sign_off       +33 33+ 333 333 333 33333 3 L
GET   api_visits                 +33 +3+ +++ ++3 3++ 33333 4 L
POST  api_visits                 +33 33+ 333 333 333 33333 3 L
POST  api_visit_leave            +33 33+ 333 333 333 33333 3 L
POST  api_visit_remove           333 33+ ++3 333 333 33333 4 L
# Busy-time emergencies of the hall: one is open, one has ended
GET   emergencies                +33 +3+ +++ ++3 3++ 33333 + L
GET   emergency                  +33 +3+ +++ ++3 3++ 33333 4 L
GET   emergency_live             +33 +3+ +++ ++3 3++ 33333 4 L
GET   emergency_open             333 33+ ++3 333 333 33333 4 L
POST  emergency_open             333 33+ ++3 333 333 33333 4 L
GET   emergency_step             333 33+ ++3 333 333 33333 4 L
POST  emergency_step             333 33+ ++3 333 333 33333 4 L
GET   emergency_note             333 33+ ++3 333 333 33333 4 L
POST  emergency_note             333 33+ ++3 333 333 33333 4 L
GET   emergency_close            333 33+ ++3 333 333 33333 4 L
POST  emergency_close            333 33+ ++3 333 333 33333 4 L
GET   emergency_review           333 33+ ++3 333 333 33333 4 L
POST  emergency_review           333 33+ ++3 333 333 33333 4 L
GET   emergency_rule             333 333 ++3 333 33+ 33333 4 L
POST  emergency_rule             333 333 ++3 333 33+ 33333 4 L
GET   emergency_plan             333 333 ++3 333 33+ 33333 4 L
POST  emergency_plan             333 333 ++3 333 33+ 33333 4 L
GET   api_emergencies            +33 +3+ +++ ++3 3++ 33333 + L
GET   api_emergency              +33 +3+ +++ ++3 3++ 33333 4 L
POST  api_emergency_open         333 33+ ++3 333 333 33333 4 L
POST  api_emergency_step         333 33+ ++3 333 333 33333 4 L
POST  api_emergency_note         333 33+ ++3 333 333 33333 4 L
POST  api_emergency_close        333 33+ ++3 333 333 33333 4 L
POST  api_emergency_review       333 33+ ++3 333 333 33333 4 L
POST  api_emergency_rule         333 333 ++3 333 33+ 33333 4 L
POST  api_emergency_plan         333 333 ++3 333 33+ 33333 4 L
# Wait times of halls in January 2011: a month of those within reach, one hall, halls with room
GET   waits                      +33 +3+ +++ ++3 3++ 33333 + L
GET   waits_period               +33 +3+ +++ ++3 3++ 33333 + L
GET   waits_period?unit          +33 +3+ +++ ++3 3++ 33333 4 L
GET   waits_pairs                +33 +3+ +++ ++3 3++ 33333 + L
GET   hall_waits                 +33 +3+ +++ ++3 3++ 33333 4 L
GET   hall_waits_period          +33 +3+ +++ ++3 3++ 33333 4 L
GET   api_hall_waits             +33 +3+ +++ ++3 3++ 33333 + L

# Loss analysis: checks of the branch, whether there are any or not
GET   losses                     333 +3+ +++ ++3 3+3 33333 + L
GET   losses_latest              333 +3+ +++ ++3 3+3 33333 + L
GET   losses_period              333 +3+ +++ ++3 3+3 33333 + L
GET   losses_period?unit         333 +3+ +++ ++3 3+3 33333 4 L
GET   losses_found               333 +3+ +++ ++3 3+3 33333 + L
GET   losses_found?unit          333 +3+ +++ ++3 3+3 33333 4 L
GET   api_hall_losses            333 +3+ +++ ++3 3+3 33333 + L
GET   api_hall_losses?unit       333 +3+ +++ ++3 3+3 33333 4 L
# Stationing: the service manager's stints, one being logged, one signed; only who stands there signs (H17)
GET   stints                     +33 +3+ +++ ++3 3++ 33333 + L
GET   stint_new                  333 333 ++3 333 333 33333 + L
POST  stint_new                  333 333 ++3 333 333 33333 + L
GET   stint                      +44 +4+ +++ ++4 4++ 44444 4 L
POST  stint_log                  344 343 3+3 334 433 44444 4 L
POST  stint_sign                 344 343 3+3 334 433 44444 4 L
GET   stint_matter_new           344 343 3+3 334 433 44444 4 L
POST  stint_matter_new           344 343 3+3 334 433 44444 4 L
POST  matter_strike              344 343 3+3 334 433 44444 4 L
GET   stint_correct              344 343 3+3 334 433 44444 4 L
POST  stint_correct              344 343 3+3 334 433 44444 4 L
GET   stint_cancel               344 343 ++3 334 433 44444 4 L
POST  stint_cancel               344 343 ++3 334 433 44444 4 L
GET   matters                    +++ +++ +++ +++ +++ +++++ + L
GET   matter                     +44 +4+ +++ ++4 4++ 44444 4 L
GET   matter_follow              344 343 ++3 334 433 44444 4 L
POST  matter_follow              344 343 ++3 334 433 44444 4 L
GET   matter_settle              344 343 ++3 334 433 44444 4 L
POST  matter_settle              344 343 ++3 334 433 44444 4 L
GET   matter_complaint           344 343 ++3 334 433 44444 4 L
POST  matter_complaint           344 343 ++3 334 433 44444 4 L
GET   stationing_months          +33 +3+ +++ ++3 3++ 33333 + L
GET   stationing_compared        +33 +3+ +++ ++3 3++ 33333 + L
GET   hall_score_new             333 333 ++3 333 333 33333 + L
POST  hall_score_new             333 333 ++3 333 333 33333 + L
GET   stationing_rule            333 333 ++3 333 33+ 33333 + L
POST  stationing_rule            333 333 ++3 333 33+ 33333 + L
GET   stationing_campaigns       +33 +3+ +++ ++3 3++ 33333 + L
GET   stationing_campaign_new    333 333 ++3 333 333 33333 + L
POST  stationing_campaign_new    333 333 ++3 333 333 33333 + L
GET   stationing_campaign        +44 +4+ +++ ++4 4++ 44444 4 L
GET   stationing_campaign_edit   344 343 ++3 334 433 44444 4 L
POST  stationing_campaign_edit   344 343 ++3 334 433 44444 4 L
GET   stationing_facts           344 343 ++3 334 433 44444 4 L
POST  stationing_facts           344 343 ++3 334 433 44444 4 L
GET   api_stints                 +33 +3+ +++ ++3 3++ 33333 + L
POST  api_stints                 333 333 ++3 333 333 33333 + L
GET   api_stint                  +44 +4+ +++ ++4 4++ 44444 4 L
POST  api_stint_log              344 343 3+3 334 433 44444 4 L
POST  api_stint_sign             344 343 3+3 334 433 44444 4 L
POST  api_stint_correct          344 343 3+3 334 433 44444 4 L
POST  api_stint_cancel           344 343 ++3 334 433 44444 4 L
POST  api_stint_matter_new       344 343 3+3 334 433 44444 4 L
GET   api_matters                +++ +++ +++ +++ +++ +++++ + L
POST  api_matter_follow          344 343 ++3 334 433 44444 4 L
POST  api_matter_settle          344 343 ++3 334 433 44444 4 L
POST  api_matter_strike          344 343 3+3 334 433 44444 4 L
POST  api_matter_complaint       344 343 ++3 334 433 44444 4 L
GET   api_stationing_months      +33 +3+ +++ ++3 3++ 33333 + L
GET   api_stationing_campaign_new +33 +3+ +++ ++3 3++ 33333 + L
POST  api_stationing_campaign_new 333 333 ++3 333 333 33333 + L
GET   api_stationing_compared    +33 +3+ +++ ++3 3++ 33333 4 L
GET   api_hall_score_new         +33 +3+ +++ ++3 3++ 33333 + L
POST  api_hall_score_new         333 333 ++3 333 333 33333 + L

# Desks: how much counters are used, agents of the hotline, seats per half-hour; the agent is the caller
GET   agent                      44+ 44+ +++ +++ 4+4 44++4 4 L
GET   agent_goal                 333 333 3++ 333 333 33333 4 L
POST  agent_goal                 333 333 3++ 333 333 33333 4 L
GET   agents                     +++ +++ +++ +++ +++ +++++ + L
GET   desk_bands                 333 333 ++3 333 33+ 33333 4 L
POST  desk_bands                 333 333 ++3 333 33+ 33333 4 L
GET   desks                      +33 +3+ +++ ++3 3++ 33333 + L
GET   hall_desks                 +33 +3+ +++ ++3 3++ 33333 4 L
GET   staffing                   +33 +3+ +++ ++3 3++ 33333 + L
GET   staffing_hall              +33 +3+ +++ ++3 3++ 33333 4 L
POST  staffing_hall              333 33+ ++3 333 333 33333 4 L
GET   staffing_plan              +33 +3+ +++ ++3 3++ 33333 4 L
GET   api_agent_days             +++ +++ +++ +++ +++ +++++ + L
GET   api_agent_goal             333 33+ +++ +++ 3+3 33++3 + L
POST  api_agent_goal             333 333 3++ 333 333 33333 + L
GET   api_agents                 +++ +++ +++ +++ +++ +++++ + L
GET   api_desk_bands             +33 +3+ +++ ++3 3++ 33333 + L
POST  api_desk_bands             333 333 ++3 333 33+ 33333 + L
GET   api_desks                  +33 +3+ +++ ++3 3++ 33333 + L
GET   api_hall_desks             +33 +3+ +++ ++3 3++ 33333 4 L
GET   api_staffing_hall          +33 +3+ +++ ++3 3++ 33333 4 L
POST  api_staffing_hall          333 33+ ++3 333 333 33333 4 L
GET   api_staffing_need          +33 +3+ +++ ++3 3++ 33333 4 L
GET   api_staffing_plan          +33 +3+ +++ ++3 3++ 33333 4 L
GET   api_staffing_plans         +33 +3+ +++ ++3 3++ 33333 + L

# Checks: a patrol of the hall that was sent, a daily book that its manager is filling in, a template with a draft
GET   check_runs                 333 +++ +++ ++3 3+3 33333 + L
GET   check_new                  333 +3+ ++3 333 333 33333 + L
POST  check_new                  333 +3+ ++3 333 333 33333 + L
GET   check_run                  333 +4+ +++ ++3 3+3 33333 4 L
GET   check_print                333 +4+ +++ ++3 3+3 33333 4 L
GET   check_fill                 333 34+ 333 333 333 33333 4 L
POST  check_fill                 333 34+ 333 333 333 33333 4 L
POST  check_answer               333 34+ 333 333 333 33333 4 L
POST  check_photo_remove         333 34+ 333 333 333 33333 4 L
POST  check_discard              333 34+ 333 333 333 33333 4 L
POST  check_review               333 343 3++ 333 333 33333 4 L
POST  check_accept               333 343 3++ 333 333 33333 4 L
POST  check_return               333 343 3++ 333 333 33333 4 L
POST  check_reopen               333 343 3++ 333 333 33333 4 L
GET   check_templates            333 +3+ +++ ++3 3+3 33333 + L
GET   check_template             333 +3+ +++ ++3 3+3 33333 4 L
GET   check_preview              333 +3+ +++ ++3 3+3 33333 4 L
GET   check_template_new         333 333 3+3 333 333 33333 + L
POST  check_template_new         333 333 3+3 333 333 33333 + L
GET   check_version              333 333 3+3 333 333 33333 4 L
POST  check_version              333 333 3+3 333 333 33333 4 L
POST  check_version_new          333 333 3+3 333 333 33333 4 L
POST  check_template_retire      333 333 3+3 333 333 33333 4 L
GET   api_checks                 333 +++ +++ ++3 3+3 33333 + L
POST  api_checks                 333 +3+ ++3 333 333 33333 + L
GET   api_check                  333 +4+ +++ ++3 3+3 33333 4 L
POST  api_check_answers          333 34+ 333 333 333 33333 4 L
POST  api_check_photos           333 34+ 333 333 333 33333 4 L
POST  api_check_send             333 34+ 333 333 333 33333 4 L
POST  api_check_discard          333 34+ 333 333 333 33333 4 L
POST  api_check_review           333 343 3++ 333 333 33333 4 L
POST  api_check_accept           333 343 3++ 333 333 33333 4 L
POST  api_check_return           333 343 3++ 333 333 33333 4 L
POST  api_check_reopen           333 343 3++ 333 333 33333 4 L
GET   api_check_templates        333 +++ +++ ++3 3+3 33333 + L
GET   api_check_template         333 +4+ +++ ++3 3+3 33333 4 L
# What was found about long waits
GET   wait_findings              +33 +3+ +++ ++3 3++ 33333 + L
GET   wait_finding               +33 +3+ +++ ++3 3++ 33333 4 L
GET   wait_finding_new           333 33+ ++3 333 333 33333 4 L
POST  wait_finding_new           333 33+ ++3 333 333 33333 4 L
GET   wait_finding_edit          333 33+ ++3 333 333 33333 4 L
POST  wait_finding_edit          333 33+ ++3 333 333 33333 4 L
GET   api_wait_findings          +33 +3+ +++ ++3 3++ 33333 + L
POST  api_wait_findings          333 33+ ++3 333 333 33333 + L
GET   api_wait_finding           +33 +3+ +++ ++3 3++ 33333 4 L
POST  api_wait_finding_edit      333 33+ ++3 333 333 33333 4 L
"""
