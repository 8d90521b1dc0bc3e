"""The declarations of the C functions that text is laid out with, as tables, so that no process parses them.

WeasyPrint declares the functions of Pango, HarfBuzz and fontconfig in C, which cffi parses at every start. `declarations.json`
holds what cffi makes of that text and of ADDITIONS: the tables that it calls an out-of-line ABI module, which are the same on every
platform. Tables for another text are not used. `make declarations` writes the file again, for a new version of WeasyPrint.
"""

import hashlib
import json
import os
import pkgutil
import sys
from contextlib import suppress
from typing import Any

from _cffi_backend import FFI

from jiangyi.core import find_bundle, prepare_bundle

FILE = "declarations.json"
ADDITIONS = """
    void *g_object_ref(void *object);
    PangoFontDescription *pango_font_description_from_string(const char *text);
    hb_face_t * hb_face_builder_create (void);
    hb_bool_t hb_face_builder_add_table (hb_face_t *face, hb_tag_t tag, hb_blob_t *blob);
    hb_blob_t * hb_blob_create (const char *data, unsigned int length, int mode, void *user_data, void *destroy);

    typedef ... hb_buffer_t;
    typedef struct { hb_codepoint_t codepoint; uint32_t mask; uint32_t cluster; uint32_t var1; uint32_t var2; } hb_glyph_info_t;
    typedef struct { int32_t x_advance; int32_t y_advance; int32_t x_offset; int32_t y_offset; uint32_t var; } hb_glyph_position_t;
    hb_face_t * hb_face_create (hb_blob_t *blob, unsigned int index);
    hb_font_t * hb_font_create (hb_face_t *face);
    void hb_font_destroy (hb_font_t *font);
    hb_buffer_t * hb_buffer_create (void);
    void hb_buffer_destroy (hb_buffer_t *buffer);
    void hb_buffer_add_utf8 (hb_buffer_t *buffer, const char *text, int length, unsigned int start, int count);
    void hb_buffer_guess_segment_properties (hb_buffer_t *buffer);
    int hb_buffer_get_direction (const hb_buffer_t *buffer);
    void hb_shape (hb_font_t *font, hb_buffer_t *buffer, const void *features, unsigned int count);
    hb_glyph_info_t * hb_buffer_get_glyph_infos (hb_buffer_t *buffer, unsigned int *length);
    hb_glyph_position_t * hb_buffer_get_glyph_positions (hb_buffer_t *buffer, unsigned int *length);
"""
"""What WeasyPrint does not declare, since it does not call it; a pointer can't be passed between two FFIs, so it is added to its own."""


class UnknownDeclarations(Exception):
    """There are no tables for a declaration."""


class CompiledFFI(FFI):  # type: ignore[misc]
    """The FFI of the stored tables, with the methods of a `cffi.FFI` that WeasyPrint calls while it is imported."""

    def cdef(self, text: str) -> None:
        """Do nothing: the tables contain this text. Raises UnknownDeclarations for another one."""
        if digest_of_declarations(text) != _read_tables()["digest"]:
            raise UnknownDeclarations

    def dlopen(self, name: str, flags: int = 0) -> Any:
        """Open a library as a `cffi.FFI` does, but without running a compiler and a linker in search of each name that is not found.

        They would find nothing on Linux that the loader does not: the names that it knows are among those that are tried.
        """
        bundle = find_bundle()
        if bundle:
            file = bundle.find(name)
            if file is None:  # WeasyPrint tries other names
                raise OSError(name)
            prepare_bundle(bundle)
            return super().dlopen(str(file), flags)
        if "." in name or "/" in name or os.sep in name:
            with suppress(OSError):
                return super().dlopen(name, flags)
        if sys.platform == "linux":
            raise OSError(name)
        from ctypes.util import find_library

        path = find_library(name)
        if path is None:
            raise OSError(name)
        return super().dlopen(path, flags)


def digest_of_declarations(text: str) -> str:
    """The digest of everything that determines the tables: the declarations of WeasyPrint, and ours."""
    return hashlib.sha256(f"{text}\n{ADDITIONS}".encode()).hexdigest()


def open_compiled() -> CompiledFFI:
    """An FFI with the stored declarations. Raises an exception where the installed cffi does not know their format."""
    return CompiledFFI("declarations", **{f"_{name}": _to_bytes(value) for name, value in _read_tables()["tables"].items()})


def _read_tables() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(pkgutil.get_data(__package__, FILE) or b"")
    return found


def _to_bytes(value: Any) -> Any:
    """A table as cffi takes it: JSON has no bytes and no tuples."""
    if isinstance(value, list):
        return tuple(map(_to_bytes, value))
    return value.encode("latin-1") if isinstance(value, str) else value
