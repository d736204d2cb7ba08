from . import group_customer_working_time
from . import group_customer_deadline_mixin
from . import group_customer_deadline_remaining
from . import group_customer_deadline_watch
