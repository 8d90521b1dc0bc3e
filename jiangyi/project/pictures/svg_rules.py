"""What an SVG picture may contain: the elements, attributes and properties that print and e-readers draw alike."""

from collections.abc import Callable, Mapping

from jiangyi.project.pictures.svg_values import (
    choose_keyword,
    clean_alpha,
    clean_aspect_ratio,
    clean_font_names,
    clean_font_size,
    clean_font_weight,
    clean_keywords,
    clean_length,
    clean_lengths,
    clean_numbers,
    clean_orientation,
    clean_positive,
    clean_positive_length,
    clean_size,
    clean_transform,
    clean_view_box,
)

Reader = Callable[[str], str | None]
NAMESPACE = "{http://www.w3.org/2000/svg}"
SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
TEXTS = frozenset({"text", "tspan"})
WORDS = frozenset({"title", "desc"})
GRADIENTS = frozenset({"linearGradient", "radialGradient"})
CONTAINERS = frozenset({"svg", "g", "defs", "symbol", "clipPath", "mask", "pattern", "marker"})
LEAVES = SHAPES | GRADIENTS | {"use", "image", "stop"}
"""Elements that contain no others that are drawn; gradients contain stops."""
DRAWN = SHAPES | TEXTS | {"svg", "g", "use", "image", "a", "switch"}
"""Elements that are clipped, masked or transparent as a whole; on others the engine follows these properties without end."""
ELEMENTS = SHAPES | TEXTS | WORDS | GRADIENTS | CONTAINERS | {"use", "image", "stop"}
"""What is written again; `a` and `switch` become what they contain."""
ACTIVE = frozenset({"script", "iframe", "handler", "listener", "object", "embed"})
"""What runs code, or loads what does."""
UNDRAWABLE = frozenset(
    {"foreignObject", "textPath", "tref", "altGlyph", "audio", "video", "canvas", "meshgradient", "mesh", "hatch", "solidcolor", "flowRoot"}
)
"""What the engine cannot draw, so that the picture would have a hole."""
SILENT = frozenset({"metadata", "style", "view", "cursor"})
"""What has no appearance of its own."""
EFFECTS = {
    "filter": "filter",
    **dict.fromkeys(("animate", "animateColor", "animateMotion", "animateTransform", "set", "discard", "mpath"), "animation"),
    **dict.fromkeys(("font", "font-face", "color-profile"), "font"),
}
"""Elements that change how others look, which are left out, by the word for them."""
TARGETS: Mapping[str, frozenset[str]] = {
    "fill": GRADIENTS | {"pattern"},
    "stroke": GRADIENTS | {"pattern"},
    "clip-path": frozenset({"clipPath"}),
    "mask": frozenset({"mask"}),
    "marker-start": frozenset({"marker"}),
    "marker-mid": frozenset({"marker"}),
    "marker-end": frozenset({"marker"}),
    "use": SHAPES | TEXTS | {"g", "svg", "symbol", "use", "image"},
    "linearGradient": GRADIENTS,
    "radialGradient": GRADIENTS,
    "pattern": frozenset({"pattern"}),
}
"""The elements that a property refers to, or `href` of an element."""
UNITS = choose_keyword("userSpaceOnUse", "objectBoundingBox")
ATTRIBUTES: Mapping[str, Reader] = {
    **dict.fromkeys(("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "fx", "fy", "refX", "refY", "startOffset"), clean_length),
    **dict.fromkeys(("r", "fr", "rx", "ry", "width", "height"), clean_size),
    **dict.fromkeys(("markerWidth", "markerHeight", "textLength"), clean_positive_length),
    **dict.fromkeys(("gradientUnits", "patternUnits", "patternContentUnits", "clipPathUnits", "maskUnits", "maskContentUnits"), UNITS),
    **dict.fromkeys(("transform", "patternTransform", "gradientTransform"), clean_transform),
    "viewBox": clean_view_box,
    "preserveAspectRatio": clean_aspect_ratio,
    "markerUnits": choose_keyword("strokeWidth", "userSpaceOnUse"),
    "spreadMethod": choose_keyword("pad"),  # the engine repeats a gradient without bound
    "offset": clean_alpha,
    "orient": clean_orientation,
    "rotate": clean_numbers,
    "lengthAdjust": choose_keyword("spacing", "spacingAndGlyphs"),
    "lang": clean_font_names,
}
"""Attributes that are no properties, by the reader of their values; those of paths, points and addresses are read apart."""
LISTS = frozenset({"x", "y", "dx", "dy"})
"""Attributes of text that hold a length for each character."""
PAINTS = frozenset({"fill", "stroke"})
COLOURS = frozenset({"color", "stop-color"})
REFERENCES = frozenset({"clip-path", "mask", "marker-start", "marker-mid", "marker-end"})
PROPERTIES: Mapping[str, Reader] = {
    **dict.fromkeys(("opacity", "fill-opacity", "stroke-opacity", "stop-opacity"), clean_alpha),
    **dict.fromkeys(("fill-rule", "clip-rule"), choose_keyword("nonzero", "evenodd")),
    "stroke-width": clean_size,
    "stroke-dasharray": clean_lengths,
    "stroke-dashoffset": clean_length,
    "stroke-linecap": choose_keyword("butt", "round", "square"),
    "stroke-linejoin": choose_keyword("miter", "round", "bevel"),
    "stroke-miterlimit": clean_positive,
    "font-family": clean_font_names,
    "font-size": clean_font_size,
    "font-weight": clean_font_weight,
    "font-style": choose_keyword("normal", "italic", "oblique"),
    "letter-spacing": clean_length,
    "text-anchor": choose_keyword("start", "middle", "end"),
    "direction": choose_keyword("ltr", "rtl"),
    "display": clean_keywords,
    "visibility": choose_keyword("visible", "hidden", "collapse"),
    "overflow": choose_keyword("visible", "hidden", "scroll", "auto"),
    **dict.fromkeys(("dominant-baseline", "alignment-baseline", "baseline-shift", "display-anchor", "paint-order"), clean_keywords),
    **dict.fromkeys(("shape-rendering", "text-rendering", "image-rendering", "writing-mode", "text-decoration"), clean_keywords),
    **dict.fromkeys(("font-variant", "font-stretch", "vector-effect", "unicode-bidi"), clean_keywords),
}
"""Properties, as attributes or in styles, by the reader of their values; paints, colours and references are read apart."""
EXPANDED = frozenset({"font", "marker"})
"""Properties that stand for several."""
GEOMETRY = frozenset({"x", "y", "cx", "cy", "r", "rx", "ry", "width", "height", "transform"})
"""Attributes that styles may set too (SVG 2 §8, CSS Transforms 1)."""
