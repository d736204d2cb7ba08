from . import bands
from . import group_paths
from . import packs
from . import migration
from . import pareto
from . import questions
from . import scores
from . import windows
