from . import group_customer_deadline_mixin
