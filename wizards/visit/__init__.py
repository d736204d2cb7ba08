# Kinds, visits, calendar
from . import base_partner_merge_visit
from . import group_customer_visit_cancel

# Policies and attainment
from . import base_partner_merge_attainment
from . import group_customer_policy_pack_export_policy

# Plan
from . import group_customer_visit_plan_generate
from . import base_partner_merge_plan

# Plan board and its screens

# Check-in and agenda
from . import group_customer_policy_pack_export_geofence

# Reports
from . import crm_lead_lost_followup
from . import group_customer_followup_statistic
from . import group_customer_visit_form_print
from . import group_customer_visit_log
from . import group_customer_visit_log_many
from . import group_customer_visit_review
from . import group_customer_visit_spot_draw

# Follow-ups
from . import base_partner_merge_followup
from . import group_customer_followup_skip
from . import group_customer_visit_log_followup
from . import group_customer_policy_pack_export_followup

# Return visits
from . import group_customer_return_abandon
from . import group_customer_return_fault_reject
from . import group_customer_return_hand_over
from . import group_customer_return_lead_back
from . import group_customer_policy_pack_export_return
