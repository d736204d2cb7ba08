from . import group_customer_approval_authority_report
from . import group_customer_grade_reports
