from . import policy
from . import partner
from . import grading
from . import approval
from . import assignment
from . import visit
