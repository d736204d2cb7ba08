from . import grading
from . import partner
