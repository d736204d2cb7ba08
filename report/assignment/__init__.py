from . import group_customer_handover_report
