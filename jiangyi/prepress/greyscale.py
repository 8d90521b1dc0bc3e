"""Convert a PDF to grey: every color of its content streams, shadings and images is replaced by the grey of its luminance.

Text that is darker than half is black: a printer would make a screen of dots of it, of which small characters keep too few. Nothing is
set to overprint: only the inks of DeviceCMYK and spot colors can (ISO 32000-1 §8.6.7), and one plate has no misregister to hide.
"""

import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Stream
from PIL import Image

from jiangyi.prepress.streams import new_stream, set_stream_data

QUALITY = 90
"""JPEG quality of converted photos."""
GREY_OPERATORS = {"rg": "g", "RG": "G", "k": "g", "K": "G"}
SPACE_OPERATORS = {"cs", "CS"}
COLOR_OPERATORS = {"sc", "scn", "SC", "SCN"}
FILL_OPERATORS = {"g", "cs", "sc", "scn"}
"""What sets the grey that is filled, once all colors are grey; `rg` and `k` are `g`."""
DARK = 0.5
"""The grey below which text becomes black; lighter text is on a dark ground."""


def luminance_grey(color: Iterable[Any]) -> float:
    """The grey, 0 to 1, with the luminance of a color of one, three (sRGB, IEC 61966-2-1) or four (CMYK) components."""
    parts = [float(part) for part in color]
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 4:
        parts = [(1 - part) * (1 - parts[3]) for part in parts[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return encode_srgb(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def encode_srgb(light: float) -> float:
    """Linear light, 0 to 1, encoded as sRGB."""
    return round(light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055, 4)


def luminance_grey_of_lab(color: Iterable[Any]) -> float:
    """The grey of a CIE Lab color."""
    lightness = float(next(iter(color)))
    return encode_srgb(((lightness + 16) / 116) ** 3 if lightness > 8 else lightness / 903.3)


def count_components(space: Any) -> int:
    """The number of components of a color space to convert; 0 for one that is left unchanged, -1 for CIE Lab."""
    if isinstance(space, Array):
        kind = space[0]
        if kind == Name.ICCBased:
            return int(space[1].N) if int(space[1].N) > 1 else 0
        return {"/CalRGB": 3, "/Lab": -1}.get(str(kind), 0)
    return {"/DeviceRGB": 3, "/DeviceCMYK": 4}.get(str(space), 0)


def convert_to_grey(pdf: pikepdf.Pdf) -> None:
    """Convert all content streams, images and shadings."""
    for page in pdf.pages:
        page.Contents = new_stream(pdf, grey_operators(page.obj, page.obj.get("/Resources", Dictionary())))
    for thing in pdf.objects:
        if isinstance(thing, Stream) and (thing.get("/Subtype") == Name.Form or "/PatternType" in thing):
            set_stream_data(thing, grey_operators(thing, thing.get("/Resources", Dictionary())))
        elif isinstance(thing, Stream) and thing.get("/Subtype") == Name.Image:
            convert_image(thing)
    for thing in pdf.objects:
        if isinstance(thing, Dictionary | Stream):
            for pattern in dict(thing.get("/Shading", Dictionary())).values() if isinstance(thing.get("/Shading"), Dictionary) else ():
                convert_shading(pattern)
            if "/ShadingType" in thing:
                convert_shading(thing)


def grey_operators(stream: Any, resources: Any) -> bytes:
    """The operators of a content stream with grey instead of color, and with black instead of dark text."""
    spaces = resources.get("/ColorSpace", Dictionary())
    found: list[tuple[Any, Operator]] = []
    current = {"c": 0, "C": 0}
    for instruction in pikepdf.parse_content_stream(stream):
        operands, operator = list(instruction.operands), instruction.operator
        name = str(operator)
        if name in GREY_OPERATORS:
            found.append(([luminance_grey(operands)], Operator(GREY_OPERATORS[name])))
        elif name in SPACE_OPERATORS:
            parts = count_components(spaces.get(operands[0], operands[0]))
            current[name[0]] = parts
            found.append(([Name.DeviceGray] if parts else operands, operator))
        elif name in COLOR_OPERATORS and (parts := current["C" if name[0] == "S" else "c"]):
            found.append(([luminance_grey_of_lab(operands) if parts < 0 else luminance_grey(operands)], operator))
        else:
            found.append((operands, operator))
    return pikepdf.unparse_content_stream(list(blacken_text(found)))


Instruction = tuple[Any, Operator]


def blacken_text(instructions: Iterable[Instruction]) -> Iterator[Instruction]:
    """Operators in grey with black instead of a darker grey than half in text objects (ISO 32000-1 §9.4); what else is filled keeps it."""
    grey: float | None = None  # of what is filled; None where it is not known, or no grey
    saved: list[float | None] = []
    in_text = False
    for operands, operator in instructions:
        name = str(operator)
        match name:
            case "q":
                saved.append(grey)
            case "Q":
                grey = saved.pop() if saved else None
            case "BT" | "ET":
                in_text = name == "BT"
            case _ if name in FILL_OPERATORS:
                grey = float(operands[0]) if len(operands) == 1 and isinstance(operands[0], int | float | Decimal) else None
        is_dark = grey is not None and 0 < grey < DARK
        yield ([0], Operator("g")) if is_dark and in_text and name in FILL_OPERATORS else (operands, operator)
        if is_dark and name in ("BT", "ET"):
            yield [0 if in_text else grey], Operator("g")


def convert_shading(shading: Any) -> None:
    """Convert a shading."""
    parts = count_components(shading.ColorSpace)
    if parts:
        convert = luminance_grey_of_lab if parts < 0 else luminance_grey
        convert_function(shading.Function, convert)
        shading.ColorSpace = Name.DeviceGray


def convert_function(function: Any, convert: Any) -> None:
    """Convert the end colors of an exponential function (ISO 32000-1 §7.10.3), also inside stitching functions."""
    for inner in function.get("/Functions", ()):
        convert_function(inner, convert)
    for end in ("/C0", "/C1"):
        if end in function:
            function[end] = Array([convert(function[end])])
    if "/Range" in function:
        function.Range = Array([0, 1])


def convert_image(image: Stream) -> None:
    """Convert an image; a JPEG stays a JPEG, masks are grey already."""
    space = image.get("/ColorSpace")
    if space is None or space == Name.DeviceGray or (isinstance(space, Array) and space[0] == Name.ICCBased and int(space[1].N) == 1):
        return
    photograph = image.get("/Filter") in (Name.DCTDecode, Array([Name.DCTDecode]))
    shown = pikepdf.PdfImage(image).as_pil_image().convert("RGB").convert("L")
    for key in ("/DecodeParms", "/Decode"):
        if key in image:
            del image[key]
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    if photograph:
        image.write(encode_jpeg(shown), filter=Name.DCTDecode)
    else:
        set_stream_data(image, shown.tobytes())


def encode_jpeg(picture: Image.Image) -> bytes:
    """An image as a JPEG file."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
