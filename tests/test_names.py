"""Names: functions are verbs or predicates, a public name has one meaning, no module shadows the standard library."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator

from tests.package_source import Definition, Module, modules, words

REGULAR = re.compile(r"(?:ed|ing)$")
"""The endings of most participles."""
IRREGULAR = words(
    """
    begun bent bought bound broken brought built caught chosen dealt done drawn driven eaten fallen fed felt forgotten found given
    gone gotten grown heard held hidden hung kept known laid lain led left lent lost made meant met paid proven put_right ridden
    risen said seen sent shaken shown sold sought spent spoken spun stood struck stuck sung swept taken taught thought thrown told
    torn understood woken won worn woven written
    """
)
PREFIX = re.compile(r"^(?:un|re|over|mis|out|inter|fore)(?=\w{3})")
NO_PARTICIPLES = words(
    """
    bring embed exceed feed need nothing proceed seed speed string
    """
)
"""Words with such an ending that are no participles."""
PREDICATES = words(
    """
    accepts are blames can claims contains covers depends differs ends fits has holds invalidates is knows leads matches may must
    needs reads reserves shows speaks starts supports uses was
    """
)
CONVERSIONS = words(
    """
    as from of on to with without
    """
)
"""Prefixes of functions that return a converted or changed copy, and of callbacks (`on_result`)."""
VERBS = words(
    """
    accept activate adapt add adjust advance advise align allocate analyse annotate answer append apply ask assemble assign attach
    begin bind break bring build cache calculate call carry change check choose claim classify clean clear close collapse collect
    colorize combine compare compose compress compute configure connect consume continue convert copy correct count create crop
    cut deactivate decide declare decode deduplicate delete derive describe deserialize detect determine diff disable discard
    discover dismiss display divide download drain draw drop dump echo edit embed emit enable encode end ensure enter enumerate
    escape estimate evaluate examine exclude execute exit expand expect explain export extend extract fail fetch fill filter find
    finish fit fix flatten flush fold follow format freeze gather generate get group guard guess handle hash hide highlight
    identify ignore import impose include indent inherit init initialise initialize inline insert inspect install invalidate
    invert iter iterate join justify keep label lay layout leave limit link list load localize locate lock look lookup lower make
    map mark match measure memoize merge mirror modify move name narrow normalise normalize note notify number offer omit open
    order pack package pad paginate paint pair parse partition patch persist pick place plan play populate position predict
    prefetch prefix preload prepare print process produce propose protect prune publish put quote raise reactivate read rebuild
    receive recognize record recover reduce register relax release reload remember remove rename render renumber repair repeat
    replace report request require reset resolve restart restore retry return reuse rewrite rotate run save say scale scan
    schedule scope search see select send separate serialise serialize serve set settle shape shift shorten show shut simplify
    skip slice sort split squeeze start step stop store strip structure submit subscribe subset substitute suffix sum suppress
    swap switch synthesize tag take tell terminate test tidy touch trace track transform translate transliterate traverse trim try
    turn typeset unbind understand undo uninstall unpack unsubscribe unwrap update use validate verify view visit wait walk warm
    warn watch weigh widen work wrap write yield
    """
)
"""Every verb that a public function may begin with; a new one is added here."""
ALLOWED = {
    "jiangyi.__main__.main": "the entry of a program",
    "jiangyi.core.timing.phase": "a context manager",
    "jiangyi.core.timing.timed": "a decorator",
}
"""Qualified names that may stay, each with the reason."""
TABLE_ROWS = "jiangyi.core.catalogue."
"""Functions that build one row of the catalogue, named after the kind of row."""
EXPECTED_DUPLICATES = {
    "main": "the entry of a program",
}


def public_functions(module: Module) -> Iterator[tuple[str, str]]:
    """The qualified and the bare name of each public function and method that is not a property or a command of the command line."""
    for node in module.definitions:
        if isinstance(node, ast.ClassDef):
            if not node.name.startswith("_"):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and not is_property(inner):
                        yield f"{module.name}.{node.name}.{inner.name}", inner.name
        elif not is_property(node) and not is_command(module, node):
            yield f"{module.name}.{node.name}", node.name


def is_property(node: Definition) -> bool:
    """Whether a decorator exempts the function: a property, an override of a framework's method, a command of the command line."""
    names = {ast.unparse(decorator).split("(")[0].split(".")[-1] for decorator in node.decorator_list}
    return bool(names & {"property", "cached_property", "setter", "override", "command", "group", "contextmanager"})


def is_command(module: Module, node: Definition) -> bool:
    """Whether a function is the command of the command line that its module is named after."""
    return module.package == "commands" and node.name.rstrip("_") == module.path.stem.rstrip("_")


def is_participle(word: str) -> bool:
    """Whether a word of a name is the participle of a verb."""
    if word in NO_PARTICIPLES:
        return False
    return bool(len(word) > 4 and REGULAR.search(word)) or word in IRREGULAR or PREFIX.sub("", word) in IRREGULAR


def participle_functions(module: Module) -> list[str]:
    """The public functions of a module whose name begins with a participle."""
    return [name for name, bare in public_functions(module) if not bare.startswith("_") and is_participle(bare.split("_")[0])]


def noun_functions(module: Module) -> list[str]:
    """The public functions at module level whose name is one word and no verb.

    A phrase of several words (`page_labels`) names what is returned, and so does a method (`source.span(…)`), as in the standard library.
    """
    known = VERBS | PREDICATES | CONVERSIONS
    functions = [name for name, _ in public_functions(module) if name.rpartition(".")[0] == module.name]
    return [name for name in functions if "_" not in (bare := name.rpartition(".")[2]) and bare not in known]


def duplicates(kind: type | tuple[type, ...]) -> dict[str, list[str]]:
    """Public names of a kind of definition that several modules define, with the modules."""
    found: dict[str, list[str]] = defaultdict(list)
    for module in modules():
        for node in module.definitions:
            if isinstance(node, kind) and not node.name.startswith("_") and not is_property(node) and not is_command(module, node):
                found[node.name].append(module.name)
    return {name: where for name, where in sorted(found.items()) if len(where) > 1}


def test_functions_are_verbs_or_predicates() -> None:
    wrong = [name for module in modules() for name in (*participle_functions(module), *noun_functions(module))]
    assert [name for name in wrong if name not in ALLOWED and not name.startswith(TABLE_ROWS)] == []


def test_a_public_name_has_one_meaning() -> None:
    definitions = duplicates((ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    assert {name: where for name, where in definitions.items() if name not in EXPECTED_DUPLICATES} == {}


def test_no_module_shadows_the_standard_library() -> None:
    names = {module.name.split(".")[-1]: module.name for module in modules() if module.path.name != "__init__.py"}
    assert {full for name, full in names.items() if name in sys.stdlib_module_names and not name.startswith("__")} == set()
