"""The examination: what was found of each part, on this system."""

from dataclasses import dataclass

from jiangyi.doctor.parts import Need, Part, list_parts


@dataclass(frozen=True, slots=True)
class PartState:
    """What was found of a part."""

    part: Part
    found: str
    """Empty where the part is missing."""

    @property
    def is_missing(self) -> bool:
        """True if nothing was found."""
        return not self.found

    @property
    def prevents(self) -> bool:
        """True if nothing can be typeset before this is put right."""
        return self.is_missing and self.part.need == Need.REQUIRED


def examine() -> tuple[PartState, ...]:
    """The finding for every part. Fonts are looked for through fontconfig, so they are missing where that is."""
    return tuple(PartState(part, part.find()) for part in list_parts())
