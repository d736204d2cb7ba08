from . import test_partner_ledger
from . import test_partner_merge
from . import test_partner_paths
from . import test_partner_tree
from . import test_partner_snapshot
from . import test_policy_pack
from . import test_policy_parameter
