from . import group_customer_handover_report
# Plan board and its screens

# Reports
from . import group_customer_maintenance_form_report

# Return visits
