from . import base_partner_merge_automatic_wizard
from . import base_partner_merge_referral
from . import base_partner_merge_transaction
