from . import server as server
from .desk import is_loopback as is_loopback
from .entrance import Entrance as Entrance
from .user_state import UserState as UserState
from .user_state import find_state_folder as find_state_folder
