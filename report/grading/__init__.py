from . import group_customer_grade_run_report
