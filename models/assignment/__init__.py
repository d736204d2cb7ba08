# Roles and history
# Managers and teams
# Territories
# Rules
# Protection and pool
from . import group_customer_name_suffix
from . import group_customer_account_key
from . import group_customer_pool_policy
from . import group_customer_pool_event
from . import res_partner_duplicate
from . import res_partner_touch
from . import res_partner_pool

# Handover
# Resources
# Allocation
