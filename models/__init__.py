from . import policy
from . import clock
from . import partner
from . import grading
from . import approval
from . import assignment
from . import visit
from . import res_config_settings
