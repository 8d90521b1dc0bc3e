from . import line_layout as line_layout
from . import shaping as shaping
from .markup import Markup as Markup
from .patches import Dependency as Dependency
from .patches import Patch as Patch
from .patches import PatchGroup as PatchGroup
from .patches import apply_patches as apply_patches
from .patches import without_patches as without_patches
