from . import group_customer_parameter
from . import group_customer_policy_pack
from . import ir_module_module
