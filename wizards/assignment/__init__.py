# Roles and history
from . import base_partner_merge_assignment
from . import group_customer_assign

# Managers and teams
from . import group_customer_budget_split

# Territories
# Rules
from . import group_customer_policy_pack_export_rules

# Protection and pool
from . import base_partner_merge_account
from . import group_customer_policy_pack_export_pool

# Handover
from . import group_customer_handover_new

# Resources
from . import base_partner_merge_circulation
from . import group_customer_resource_close

# Allocation
from . import group_customer_allocation_new
from . import group_customer_policy_pack_export_allocation
