from . import approval
from . import grading
from . import partner
from . import policy
