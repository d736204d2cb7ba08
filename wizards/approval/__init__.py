from . import group_customer_approval_submit
from . import group_customer_approval_decide
from . import group_customer_approval_decide_line
from . import group_customer_approval_decide_change
from . import group_customer_approval_delegate
from . import group_customer_approval_recall
from . import group_customer_change_request_new
from . import base_partner_merge_guard
