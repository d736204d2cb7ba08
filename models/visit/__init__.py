# Kinds, visits, calendar
from . import group_customer_visit_kind
from . import group_customer_visit
from . import group_customer_visit_time
from . import group_customer_visit_write
from . import group_customer_visit_participant
from . import group_customer_visit_calendar
from . import group_customer_visit_state

# Policies and attainment
from . import group_customer_visit_policy
from . import group_customer_visit_policy_agenda
from . import group_customer_visit_policy_resolve
from . import group_customer_visit_window
from . import group_customer_visit_attainment
from . import group_customer_visit_attainment_follow
from . import group_customer_policy_pack_policy

# Plan

# Plan board and its screens

# Check-in and agenda
from . import res_company_visit
from . import group_customer_visit_geofence
from . import group_customer_visit_checkin
from . import group_customer_visit_presence_values
from . import group_customer_visit_presence_check
from . import group_customer_visit_presence
from . import group_customer_visit_position

# Reports

from . import group_customer_visit_template
from . import res_partner_relation
from . import group_customer_visit_report
from . import group_customer_visit_report_flow
from . import group_customer_visit_report_next
from . import group_customer_visit_answer
from . import group_customer_visit_action
from . import group_customer_visit_spot_check
# Follow-ups

# Return visits
