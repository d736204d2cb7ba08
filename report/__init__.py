from . import grading
from . import approval
from . import assignment
from . import visit
