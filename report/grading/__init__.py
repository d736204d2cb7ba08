from . import group_customer_grade_pareto_report
from . import group_customer_grade_run_report
from . import group_customer_grade_request_report
from . import group_customer_grade_table_report
