# Kinds, visits, calendar
from . import group_customer_visit_cancel

# Policies and attainment
from . import group_customer_policy_pack_export_policy

# Plan

# Plan board and its screens

# Check-in and agenda
from . import group_customer_policy_pack_export_geofence

# Reports

# Follow-ups
from . import group_customer_followup_skip

# Return visits
from . import group_customer_return_abandon
from . import group_customer_return_hand_over
from . import group_customer_return_lead_back
