from .catalogue import Catalogue as Catalogue
from .catalogue import Publication as Publication
from .catalogue import SharedFile as SharedFile
from .feeds import write_atom_feed as write_atom_feed
from .feeds import write_json_feed as write_json_feed
from .feeds import write_sums as write_sums
