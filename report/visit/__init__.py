from . import group_customer_handover_report

# Plan board and its screens
from . import group_customer_visit_plan_report

# Reports
from . import group_customer_maintenance_form_report

# Return visits
from . import group_customer_return_report
