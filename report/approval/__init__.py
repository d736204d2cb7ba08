from . import group_customer_approval_authority_report
from . import group_customer_grade_reports
from . import group_customer_approval_form_report
