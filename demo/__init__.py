from . import group_customer_demo
from . import group_customer_demo_approvals
from . import group_customer_demo_changes
from . import group_customer_demo_documents
from . import group_customer_demo_grades
from . import group_customer_demo_requests
from . import group_customer_demo_schemes
from . import group_customer_demo_terms
