"""Generate jiangyi/engine/declarations.json: the C declarations of WeasyPrint and of the engine, as cffi's tables."""

import ast
import inspect
import json
import tempfile
from pathlib import Path
from typing import Any

import cffi
from weasyprint.text import ffi as engine

from jiangyi.engine import declarations

PATH = Path(declarations.__file__).with_name(declarations.FILE)


def find_declarations() -> str:
    """The text that WeasyPrint declares its C functions with."""
    tree = ast.parse(inspect.getsource(engine))
    (text,) = (
        ast.literal_eval(node.args[0]) for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "ffi.cdef"
    )
    return str(text)


def compile_declarations(text: str) -> dict[str, Any]:
    """The arguments, by name, of the FFI in the Python module that cffi generates for declarations."""
    ffi = cffi.FFI()
    ffi.cdef(text)
    ffi.cdef(declarations.ADDITIONS, override=True)
    ffi.set_source("declarations", None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "declarations.py")
        ffi.emit_python_code(str(path))
        tree = ast.parse(path.read_text("utf-8"))
    (call,) = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {str(keyword.arg).removeprefix("_"): ast.literal_eval(keyword.value) for keyword in call.keywords}


def write_declarations() -> str:
    """The content of the file."""
    text = find_declarations()
    data = {"digest": declarations.digest_of_declarations(text), "tables": compile_declarations(text)}
    return json.dumps(data, default=lambda value: value.decode("latin-1"), indent=1) + "\n"


if __name__ == "__main__":
    PATH.write_text(write_declarations(), "utf-8")
