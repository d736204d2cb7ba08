from . import policy
from . import clock
from . import partner
from . import grading
from . import res_config_settings
