from .files import digest_bytes as digest_bytes
from .files import remove_stale_parts as remove_stale_parts
from .files import write_atomically as write_atomically
from .records import diagnostic_from_json as diagnostic_from_json
from .records import diagnostic_to_json as diagnostic_to_json
from .store import Store as Store
from .stored_memo import StoredMemo as StoredMemo
from .stored_memo import plain_memo as plain_memo
