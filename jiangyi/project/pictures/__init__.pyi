from .errors import ImageError as ImageError
from .inspection import inspect_image as inspect_image
from .loading import list_pictures as list_pictures
from .loading import load_head_images as load_head_images
from .loading import load_images as load_images
from .loading import reload_images as reload_images
from .raster import open_image as open_image
