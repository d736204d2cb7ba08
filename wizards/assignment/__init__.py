# Roles and history
# Managers and teams
# Territories
# Rules
# Protection and pool
# Handover
from . import group_customer_handover_new

# Resources
# Allocation
