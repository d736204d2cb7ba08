from . import grading
from . import approval
