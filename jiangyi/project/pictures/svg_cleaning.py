"""SVG pictures: parsed, reduced to what print and e-readers draw alike, and written anew, so that nothing else is in any file."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element, SubElement

from jiangyi.core import Message, compile_late, limits
from jiangyi.project.pictures.errors import ImageError, LimitError
from jiangyi.project.pictures.svg_drawing import check_repetition
from jiangyi.project.pictures.svg_rules import (
    ACTIVE,
    ATTRIBUTES,
    COLOURS,
    DRAWN,
    EFFECTS,
    ELEMENTS,
    EXPANDED,
    GEOMETRY,
    GRADIENTS,
    LEAVES,
    LISTS,
    NAMESPACE,
    PAINTS,
    PROPERTIES,
    REFERENCES,
    SILENT,
    TARGETS,
    TEXTS,
    UNDRAWABLE,
    WORDS,
)
from jiangyi.project.pictures.svg_styles import StyleRules, check_address, find_addresses, parse_declarations
from jiangyi.project.pictures.svg_tree import XLINK, XML, parse_svg
from jiangyi.project.pictures.svg_values import LONGEST, clean_lengths, clean_path, clean_points

WHOLE = frozenset({"clip-path", "mask", "opacity"})
INHERITED = frozenset({"inherit", "initial", "unset"})
FLEXIBLE = compile_late(r"(?:none|currentcolor|context-fill|context-stroke|inherit)\Z", re.IGNORECASE)
"""Paints that are no colour."""
COLOUR = compile_late(r"(?:#?\w+|(?:rgb|hsl)a?\([\d.,%\s/a-z+-]+\))\Z", re.IGNORECASE | re.ASCII)
"""The forms of colours that all e-readers know."""
SHOWN = 40
"""Characters of words that were left out, in messages."""
DATA = compile_late(
    r"\s*data:image/(?:png|jpe?g|gif|webp|svg\+xml)(?:;charset=[\w-]+)?(?P<base64>;base64)?,(?P<data>.*)\Z", re.DOTALL | re.IGNORECASE
)
FONT = compile_late(r"(?P<words>(?:[a-z0-9-]+\s+)*?)(?P<size>[\d.]+(?:px|pt|em|mm|cm|rem|%))(?:\s*/\s*[\w.%]+)?\s+(?P<family>.+)\Z")
"""The value of the property `font`."""
WHITE = str.maketrans({"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
"""White space that parsers of XML take for a space in the value of an attribute."""
Inspect = Callable[[bytes], tuple[str, bytes]]
"""Returns the media type and the bytes of a picture inside a picture, checked. Raises ImageError."""


@dataclass(frozen=True)
class CleanSvg:
    """A picture written anew."""

    data: bytes
    width: float
    height: float
    dropped: tuple[str, ...]
    """What was left out, in words of the picture."""
    drawn: int
    """Elements and letters, with their repetitions."""


@dataclass
class Usage:
    """What the pictures inside each other use together."""

    repeated: int = 0
    letters: int = 0
    pictures: int = 0
    depth: int = 0
    """Vector pictures around the one that is inspected."""


def clean_svg(data: bytes, inspect: Inspect, usage: Usage) -> CleanSvg:
    """The picture as it is drawn. Raises ImageError where it has a script, refers to another file, or cannot be drawn."""
    root = parse_svg(data)
    if root.tag != f"{NAMESPACE}svg":
        raise ImageError(Message("it is not an image", "这不是图片文件"))
    _check_activity(root)
    cleaner = _Cleaner(root, inspect, usage)
    clean = cleaner.clean_root()
    usage.repeated = check_repetition(clean, usage.repeated)
    width, height = _measure(clean)
    drawn = sum(1 for _ in clean.iter()) + usage.letters + usage.repeated
    return CleanSvg(_write(clean).encode(), width, height, tuple(cleaner.dropped), drawn)


def _measure(root: Element) -> tuple[float, float]:
    box = [float(number) for number in root.get("viewBox", "").split()]
    width, height = (to_px(root.get(name)) or size for name, size in zip(("width", "height"), box[2:] or (0, 0), strict=True))
    if not (width and height):
        raise ImageError(Message("it has no size (viewBox)", "没有尺寸（viewBox）"))
    return width, height


def to_px(length: str | None) -> float:
    """An absolute length in px; 0 for any other."""
    match = re.fullmatch(r"([\d.]+)([a-z]*)", length or "")
    units = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "q": 24 / 25.4}
    return float(match[1]) * units.get(match[2], 0.0) if match else 0.0


def _check_activity(root: Element) -> None:
    """Raise ImageError for scripts and what refers to another file, anywhere in the picture."""
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name in ACTIVE:
            raise ImageError(Message("it contains a script", "其中含有脚本"))
        if not element.tag.startswith(NAMESPACE):
            continue
        for key, value in element.attrib.items():
            if key[:2].lower() == "on" or re.match(r"\s*(?:javascript|vbscript):", re.sub(r"[\x00-\x20]", "", value), re.IGNORECASE):
                raise ImageError(Message("it contains a script", "其中含有脚本"))
            if key in ("href", f"{XLINK}href", "src") and name != "a" and not re.match(r"\s*(?:#|data:image/|$)", value):
                raise ImageError(Message("it refers to another file", "其中引用了其他文件"))
            for address in find_addresses(value) if key != "style" and "(" in value else ():
                check_address(address)


@dataclass
class _Cleaner:
    """One picture while it is written anew."""

    root: Element
    inspect: Inspect
    usage: Usage
    dropped: dict[str, None] = field(default_factory=dict)
    ids: dict[str, Element] = field(default_factory=dict)
    """The elements that are written, by the ids of the picture; the first counts where an id is repeated."""
    removed: set[Element] = field(default_factory=set)
    """Elements that turned out to draw nothing."""
    references: list[tuple[Element, str, str, str]] = field(default_factory=list)
    """Elements with an attribute that refers to another one: the key in TARGETS, the id, and what stands if there is none."""

    def __post_init__(self) -> None:
        self.styles = StyleRules(self.root, self.drop)

    def drop(self, what: str) -> None:
        """Remember something that is left out."""
        words = " ".join(what.split())
        self.dropped[words if len(words) <= SHOWN else f"{words[: SHOWN - 1]}…"] = None

    def clean_root(self) -> Element:
        """The picture with references that are sure to have a target."""
        made = Element("svg")
        self._clean_into(self.root, made, in_text=False)
        self._resolve()
        return made

    def _clean_into(self, element: Element, made: Element, *, in_text: bool) -> None:
        """Fill the element that is written for one of the picture."""
        kind = made.tag
        if identifier := element.get("id"):
            self.ids.setdefault(identifier, made)
        for name, value in self._cascade(element, kind).items():
            self._set(made, name, value)
        self._address(element, made)
        inside = in_text or kind in TEXTS
        if kind in WORDS:
            made.text = "".join(element.itertext())
            return
        if inside:
            made.text = element.text
            self._count_letters(element.text)
        elif kind != "svg" and (element.text or "").strip():
            self.drop(element.text or "")
        for child in element:
            self._clean_child(child, made, in_text=inside)
            if inside and child.tail:
                self._count_letters(child.tail)
                _append_text(made, child.tail)
            elif (child.tail or "").strip():
                self.drop(child.tail or "")

    def _clean_child(self, child: Element, parent: Element, *, in_text: bool) -> None:
        name = child.tag.removeprefix(NAMESPACE)
        if name == "switch":
            self._choose(child, parent, in_text=in_text)
        elif name == "a" or name in ELEMENTS:
            kind = ("tspan" if in_text else "g") if name == "a" else name
            if kind not in WORDS and (
                in_text != (kind == "tspan") or (parent.tag in LEAVES and (kind == "stop") != (parent.tag in GRADIENTS))
            ):
                self.drop(_words(child) or f"<{name}>")
                return
            if name == "a" and (target := child.get("href") or child.get(f"{XLINK}href")):
                self.drop(target)
            made = SubElement(parent, kind)
            self._clean_into(child, made, in_text=in_text)
            if kind in ("polyline", "polygon") and not made.get("points"):
                parent.remove(made)
                self.removed.add(made)
        elif name in UNDRAWABLE:
            raise ImageError(Message(f"it contains <{name}>, which cannot be drawn", f"其中的 <{name}> 画不出来"))
        elif name in EFFECTS:
            self.drop(f"<{EFFECTS[name]}>")
        elif child.tag.startswith(NAMESPACE) and name not in SILENT:
            self.drop(_words(child) or f"<{name}>")

    def _choose(self, switch: Element, parent: Element, *, in_text: bool) -> None:
        """Write the child of a `<switch>` that can be drawn, in a group of its own."""
        made = SubElement(parent, "tspan" if in_text else "g")
        for name, value in self._cascade(switch, made.tag).items():
            self._set(made, name, value)
        drawn = (child for child in switch if child.tag.removeprefix(NAMESPACE) in (ELEMENTS - WORDS) | {"a"})
        chosen = next((child for child in drawn if not child.get("requiredExtensions")), None)
        for child in switch:
            if child is chosen:
                self._clean_child(child, made, in_text=in_text)
            elif words := _words(child):
                self.drop(words)

    def _cascade(self, element: Element, kind: str) -> dict[str, str]:
        """The attributes of an element with the properties that its styles set, one value each."""
        normal, important = self.styles.match(element)
        own_normal, own_important = parse_declarations(element.get("style", "")) if element.get("style") else ([], [])
        values = {key: value for key, value in element.attrib.items() if not key.startswith("{")}
        for key in (f"{XML}space", f"{XML}lang"):
            if key in element.attrib:
                values[key.replace(XML, "xml:")] = element.attrib[key]
        for name, value in (*normal, *own_normal, *important, *own_important):
            if name in GEOMETRY and kind == "svg":
                continue
            if name in PROPERTIES or name in PAINTS or name in COLOURS or name in REFERENCES or name in GEOMETRY or name in EXPANDED:
                values[name] = value
            elif name == "filter":
                self.drop("<filter>")
        for name in EXPANDED & values.keys():
            _expand(values, name)
        return values

    def _set(self, made: Element, name: str, value: str) -> None:
        """Write an attribute whose value can be drawn; one that cannot is left out."""
        kind = made.tag
        if name in WHOLE and kind not in DRAWN:
            return
        if name in ("d", "points"):
            reader = clean_path if name == "d" else clean_points
            made.attrib[name], rest = reader(value)
            if rest:
                self.drop(f"{name}=… {rest}")
            return
        if name in REFERENCES or name in PAINTS or name in COLOURS:
            self._paint(made, name, value)
            return
        if name in ("xml:space", "xml:lang"):
            if re.fullmatch(r"[A-Za-z0-9-]{1,40}", value):
                made.set(name, value)
            return
        reader_of = clean_lengths if name in LISTS and kind in TEXTS else ATTRIBUTES.get(name) or PROPERTIES.get(name)
        if reader_of is None or (value.strip() in INHERITED and name in PROPERTIES):
            if name == "filter" and value.strip() != "none":
                self.drop("<filter>")
            elif reader_of is not None and value.strip() == "inherit":
                made.set(name, "inherit")
            return
        found = reader_of(value) if len(value) <= LONGEST or name in LISTS or name == "rotate" else None
        if kind == "svg" and name in ("width", "height") and found and found.startswith("0") and not float(re.sub("[a-z%]", "", found)):
            return
        if found:
            made.set(name, found)
        elif value.strip() not in ("", "none", "auto"):
            self.drop(f'{name}="{value}"')

    def _paint(self, made: Element, name: str, value: str) -> None:
        """Write a paint, colour or reference; a reference is resolved when all elements are known."""
        value = value.strip()
        if len(value) > LONGEST:
            self.drop(f"{name}: {value}")
            return
        if addresses := find_addresses(value):
            if name not in COLOURS:
                fallback = value[value.rindex(")") + 1 :].strip() if value.lower().startswith("url(") else ""
                self.references.append((made, name, addresses[0].strip()[1:], fallback if _is_paint(fallback) else "none"))
        elif name in REFERENCES:
            if value.lower() == "inherit":
                made.set(name, "inherit")
        elif _is_paint(value):
            made.set(name, value)
        elif value:
            self.drop(f"{name}: {value}")

    def _address(self, element: Element, made: Element) -> None:
        """Write what an element refers to by its address."""
        kind, address = made.tag, (element.get(f"{XLINK}href") or element.get("href") or "").strip()
        if kind == "image":
            self._embed(address, made)
        elif kind in TARGETS and address.startswith("#"):
            self.references.append((made, kind, address[1:], ""))

    def _embed(self, address: str, made: Element) -> None:
        """Write a picture inside the picture, inspected like any other."""
        found = DATA.match(address)
        self.usage.pictures += 1
        if self.usage.pictures > limits.SVG_PICTURES.value:
            raise LimitError(limits.SVG_PICTURES)
        if not found:
            raise ImageError(Message("a picture inside it cannot be used", "其中嵌入的图片无法使用"))
        try:
            data = base64.b64decode(unquote_to_bytes(found["data"])) if found["base64"] else unquote_to_bytes(found["data"])
        except (binascii.Error, ValueError) as error:
            raise ImageError(Message("a picture inside it cannot be used", "其中嵌入的图片无法使用")) from error
        media_type, data = self.inspect(data)
        made.set("xlink:href", f"data:{media_type};base64,{base64.b64encode(data).decode()}")

    def _resolve(self) -> None:
        """Write references to elements that exist and are of the right kind, with new ids; leave out others."""
        names: dict[Element, str] = {}
        for made, name, identifier, fallback in self.references:
            target = self.ids.get(identifier)
            if target is not None and target.tag in TARGETS[name] and target is not made and target not in self.removed:
                reference = f"#{names.setdefault(target, f'i{len(names) + 1}')}"
                if name in PAINTS:
                    made.set(name, f"url({reference})" + (f" {fallback}" if fallback != "none" else ""))
                else:
                    made.set("xlink:href" if name == made.tag else name, reference if name == made.tag else f"url({reference})")
            elif name in PAINTS:
                made.set(name, fallback)
            if target is None or target.tag not in TARGETS[name]:
                self.drop(f"#{identifier}")
        for target, name in names.items():
            target.set("id", name)

    def _count_letters(self, text: str | None) -> None:
        self.usage.letters += len(text or "")
        if self.usage.letters > limits.SVG_LETTERS.value:
            raise LimitError(limits.SVG_LETTERS)


def _expand(values: dict[str, str], name: str) -> None:
    """Replace a property that stands for several by them."""
    value = values.pop(name)
    if name == "marker":
        for place in ("marker-start", "marker-mid", "marker-end"):
            values.setdefault(place, value)
        return
    found = FONT.match(value[:LONGEST])
    if not found:
        return
    values.update({"font-size": found["size"], "font-family": found["family"]})
    for word in found["words"].split():
        key = "font-style" if word in ("italic", "oblique") else "font-weight"
        if word != "normal":
            values[key] = word


def _is_paint(value: str) -> bool:
    """Whether a value is a colour that the engine knows, or a keyword of paints."""
    if FLEXIBLE.match(value):
        return True
    from tinycss2.color5 import parse_color

    return bool(COLOUR.match(value)) and parse_color(value) is not None


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _append_text(parent: Element, text: str) -> None:
    """Add text at the end of an element."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _write(root: Element) -> str:
    """The picture as XML."""
    linked = {"xmlns:xlink": XLINK[1:-1]} if any("xlink:href" in element.attrib for element in root.iter()) else {}
    root.attrib = {"xmlns": NAMESPACE[1:-1], **linked, **root.attrib}
    return "".join(_serialize(root))


def _serialize(element: Element) -> Iterator[str]:
    attributes = "".join(f' {name}="{escape(value).translate(WHITE)}"' for name, value in element.attrib.items())
    if not element.text and not len(element):
        yield f"<{element.tag}{attributes}/>"
    else:
        yield f"<{element.tag}{attributes}>{escape(element.text or '', quote=False)}"
        for child in element:
            yield from _serialize(child)
        yield f"</{element.tag}>"
    yield escape(element.tail or "", quote=False)
