from . import group_customer_demo
