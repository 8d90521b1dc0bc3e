"""Everything in the folder that is made from the catalogue: the web pages and the feeds."""

from jiangyi.project import Workspace
from jiangyi.share.catalogue import Catalogue
from jiangyi.share.feeds import ATOM_FEED, JSON_FEED, write_atom_feed, write_json_feed
from jiangyi.share.web_pages import make_site


def list_site_files(catalogue: Catalogue, workspace: Workspace, *, is_offline: bool = False) -> dict[str, bytes]:
    """The bytes of each file by its path relative to the folder."""
    site = make_site(catalogue, workspace, is_offline=is_offline)
    return {**site, ATOM_FEED: write_atom_feed(catalogue), JSON_FEED: write_json_feed(catalogue)}
