from . import group_customer_allocation_report
from . import group_customer_handover_report
