# Kinds, visits, calendar
from . import group_customer_visit_kind
from . import group_customer_visit
from . import group_customer_visit_time
from . import group_customer_visit_write
from . import group_customer_visit_participant
from . import group_customer_visit_calendar
from . import group_customer_visit_state
from . import group_customer_visit_check
from . import group_customer_visit_account
from . import group_customer_visit_cron
from . import group_customer_handover_visit
from . import calendar_event
from . import crm_lead_visit
from . import res_partner_visit
from . import sale_order_visit

# Policies and attainment
from . import group_customer_visit_policy
from . import group_customer_visit_policy_agenda
from . import group_customer_visit_policy_resolve
from . import group_customer_visit_policy_visitor
from . import group_customer_visit_policy_text
from . import group_customer_visit_window
from . import group_customer_visit_attainment
from . import group_customer_visit_attainment_open
from . import group_customer_visit_attainment_refresh
from . import group_customer_visit_attainment_cron
from . import group_customer_visit_attainment_follow
from . import group_customer_assignment_attainment
from . import group_customer_manager_attainment
from . import res_partner_attainment
from . import group_customer_visit_daily_quota
from . import group_customer_visit_diary
from . import group_customer_visit_diary_count
from . import group_customer_visit_diary_follow
from . import group_customer_manager_month_diary
from . import group_customer_policy_pack_policy
from . import group_customer_policy_pack_quota

# Plan
from . import group_customer_visit_plan
from . import group_customer_visit_plan_week
from . import group_customer_visit_plan_left
from . import group_customer_visit_planned
from . import group_customer_visit_plan_figures
from . import group_customer_visit_plan_approval
from . import group_customer_visit_plan_calendar
from . import group_customer_visit_plan_demand
from . import group_customer_visit_plan_generate
from . import group_customer_visit_plan_insert
from . import group_customer_visit_plan_left_write
from . import group_customer_visit_plan_cron
from . import group_customer_visit_plan_time
from . import group_customer_visit_plan_change
from . import group_customer_visit_attainment_next
from . import group_customer_visit_attainment_propose
from . import group_customer_manager_visits

# Plan board and its screens
from . import group_customer_visit_plan_board
from . import group_customer_visit_plan_board_days
from . import group_customer_visit_plan_board_move
from . import group_customer_visit_plan_load

# Check-in and agenda
from . import res_company_visit
from . import group_customer_visit_geofence
from . import group_customer_visit_checkin
from . import group_customer_visit_presence_values
from . import group_customer_visit_presence_check
from . import group_customer_visit_presence
from . import group_customer_visit_position
from . import group_customer_visit_agenda
from . import group_customer_visit_agenda_links
from . import group_customer_policy_pack_geofence

# Reports
from . import group_customer_visit_template
from . import res_partner_relation
from . import group_customer_visit_report
from . import group_customer_visit_report_flow
from . import group_customer_visit_report_next
from . import group_customer_visit_answer
from . import group_customer_visit_action
from . import group_customer_visit_spot_check
from . import crm_lead_followup
from . import res_partner_visit_report
from . import ir_attachment_visit

# Follow-ups
from . import group_customer_followup_rule
from . import group_customer_followup_offset
from . import group_customer_followup
from . import group_customer_followup_source
from . import group_customer_followup_create
from . import group_customer_followup_owner
from . import group_customer_followup_refresh
from . import group_customer_followup_redate
from . import group_customer_followup_remind
from . import group_customer_followup_action
from . import group_customer_assignment_followup
from . import group_customer_visit_followup
from . import group_customer_visit_plan_followup
from . import sale_order_followup
from . import res_partner_followup
from . import group_customer_policy_pack_followup

# Return visits
from . import group_customer_return_source
from . import group_customer_return_policy
from . import group_customer_return_plan
from . import group_customer_return_stratum
from . import group_customer_return_visit
from . import group_customer_return_attempt
from . import group_customer_return_finding
from . import group_customer_return_fault
from . import group_customer_return_lead
from . import group_customer_return_visit_contact
from . import group_customer_return_visit_flow
from . import group_customer_return_visit_handover
from . import group_customer_return_plan_flow
from . import group_customer_return_plan_sample
from . import group_customer_return_report
from . import group_customer_visit_return
from . import group_customer_policy_pack_return
from . import crm_lead_return
from . import mail_activity_return
