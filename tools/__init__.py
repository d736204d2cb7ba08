from . import bands
from . import group_paths
from . import pareto
from . import scores
from . import windows
