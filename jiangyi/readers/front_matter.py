"""The front matter of a Markdown file: YAML between two lines of dashes, or TOML between lines of +++."""

from jiangyi.core import LocatedData, Report, Source, parse_yaml
from jiangyi.readers.foreign_heads import find_toml_end, parse_toml


def split_front_matter(source: Source, report: Report) -> tuple[LocatedData, str] | None:
    """The data of the front matter, and the text with blank lines in its place, so that line numbers stay; None with a diagnostic."""
    lines = source.lines
    toml_end = find_toml_end(lines)
    if toml_end is not None and any("=" in line for line in lines[1:toml_end]):
        found = parse_toml(source, "\n".join(lines[1:toml_end]) + "\n", report)
        return (found, "\n" * (toml_end + 1) + "\n".join(lines[toml_end + 1 :])) if found else None
    if lines[0].rstrip() != "---":
        return LocatedData({}), source.text
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        report.add("front-matter-open", source.span(0, 0, 3))
        return None
    text = "\n".join(lines[1:end]) + "\n"
    located = parse_yaml(source, report, 1, text) if text.strip() else LocatedData({})
    if located is None:
        return None
    if not isinstance(located.data, dict):
        report.add("not-a-handout", source.span(1))
        return None
    return located, "\n" * (end + 1) + "\n".join(lines[end + 1 :])
