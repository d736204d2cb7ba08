from . import group_customer_parameter
from . import group_customer_policy_pack
from . import group_customer_policy_pack_item
from . import group_customer_policy_pack_check
from . import group_customer_policy_pack_describe
from . import group_customer_policy_pack_load
from . import group_customer_policy_pack_export
from . import ir_module_module
