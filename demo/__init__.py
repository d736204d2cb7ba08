from . import group_customer_demo
from . import group_customer_demo_documents
from . import group_customer_demo_grades
