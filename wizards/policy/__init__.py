from . import group_customer_policy_pack_export
from . import group_customer_policy_pack_import
from . import group_customer_policy_pack_load
