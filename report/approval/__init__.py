from . import group_customer_grade_reports
