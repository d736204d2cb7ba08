# Roles and history
# Managers and teams
# Territories
# Rules
# Protection and pool
from . import base_partner_merge_account

# Handover
from . import group_customer_handover_new

# Resources
# Allocation
from . import group_customer_allocation_new
