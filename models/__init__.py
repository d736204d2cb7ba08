from . import policy
from . import partner
from . import grading
from . import res_config_settings
