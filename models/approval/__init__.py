from . import group_customer_approval_mixin
from . import group_customer_approval_mixin_hooks
from . import group_customer_approval_mixin_action
from . import group_customer_settlement_method
from . import res_partner_terms
from . import group_customer_term_range
from . import group_customer_price_agreement
from . import group_customer_proposal
