"""The templates of the server edition as JavaScript, so that both editions say the same words from the same page.

`compile_templates` walks what Jinja makes of a template and writes one function a block and macro; `page/render.js` is what they need to
run. It knows the part of Jinja that our templates use, and refuses the rest by name and line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, nodes

OPERATORS = {"eq": "===", "ne": "!==", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<="}
FILTERS = {"join": (0, 1), "groupby": (1,), "selectattr": (1, 3), "rejectattr": (1, 3), "map": (0,)} | dict.fromkeys(
    ("list", "length", "lower", "upper", "capitalize", "select", "reverse"), (0,)
)
"""The filters of `T` in `page/render.js`, and how many arguments each may have."""
METHODS = ("items", "values", "get", "partition", "rpartition")
"""The methods of Python's own types that `page/render.js` has."""
LOOP = ("index0", "index", "first", "last", "length")
SPECIAL = ("super", "self", "caller", "varargs", "kwargs")


class NotCompiled(ValueError):
    """A template uses something that has no counterpart in the page."""


def compile_templates(folder: Path, names: Sequence[str]) -> str:
    """A module that gives `templates`: of each its parent, its root, its blocks and macros. Raises `NotCompiled`."""
    environment = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True)
    parsed = {name: environment.parse((folder / name).read_text(encoding="utf-8"), name, name) for name in names}
    made = [f"{_literal(name)}:{_Template(name, parsed).written()}" for name in names]
    head = 'import {Markup, part, T, text_of, with_calls, yes} from "./render.js";'
    return head + "\nexport const templates = {\n" + ",\n".join(made) + "\n};\n"


class _Template:
    def __init__(self, name: str, parsed: dict[str, nodes.Template]) -> None:
        self._name, self._parsed, self._tree = name, parsed, parsed[name]
        self._macros: dict[str, tuple[str, nodes.Macro]] = {}
        """Of each macro that can be called here: how it is called in JavaScript, and its definition."""
        for macro in self._tree.find_all(nodes.Macro):
            self._macros[macro.name] = (f"templates[{_literal(name)}].macros.{macro.name}", macro)
        for one in self._tree.find_all(nodes.FromImport):
            origin = self._named(one.template)
            there = {macro.name: macro for macro in parsed[origin].find_all(nodes.Macro)}
            for wanted in one.names:
                if not isinstance(wanted, str) or wanted not in there:
                    raise self._refuse(one, f"an import of {wanted}")
                self._macros[wanted] = (f"templates[{_literal(origin)}].macros.{wanted}", there[wanted])

    def written(self) -> str:
        parents = [self._named(one.template) for one in self._tree.find_all(nodes.Extends)]
        blocks = {one.name: self._function(one.body) for one in self._tree.find_all(nodes.Block)}
        macros = {one.name: self._macro(one) for one in self._tree.find_all(nodes.Macro)}
        self._look_over_the_top(bool(parents))
        body = [one for one in self._tree.body if not parents or isinstance(one, nodes.Assign)]
        return (
            f"{{parent:{_literal(parents[0]) if parents else 'null'},root:{self._function(body, top=bool(parents))},\n"
            f"blocks:{{{','.join(f'{name}:{text}' for name, text in blocks.items())}}},\n"
            f"macros:{{{','.join(f'{name}:{text}' for name, text in macros.items())}}}}}"
        )

    def _look_over_the_top(self, has_parent: bool) -> None:
        """What stands outside of blocks: nothing that Jinja would do and the page would not."""
        known = (nodes.Output, nodes.Block, nodes.Extends, nodes.FromImport, nodes.Macro, nodes.Assign)
        inside = [*self._tree.find_all((nodes.Block, nodes.Macro))]
        for one in self._tree.body:
            if has_parent and not isinstance(one, known):
                raise self._refuse(one, f"'{type(one).__name__}' outside of blocks")
            if not has_parent and isinstance(one, nodes.Assign) and inside:
                raise self._refuse(one, "a name set for blocks and macros")

    def _refuse(self, node: nodes.Node, what: str) -> NotCompiled:
        return NotCompiled(
            f"{self._name}:{node.lineno}: {what} has no counterpart in the page. Write it in another way, or teach build/templates.py."
        )

    def _named(self, node: nodes.Node) -> str:
        if not isinstance(node, nodes.Const) or node.value not in self._parsed:
            raise self._refuse(node, "a template that is not in the page")
        return str(node.value)

    def _function(self, body: Sequence[nodes.Node], *, top: bool = False) -> str:
        return f"(v,b)=>{{{self._scope(body, frozenset(), top=top)}return o;}}"

    def _macro(self, macro: nodes.Macro) -> str:
        names = [one.name for one in macro.args]
        without = len(names) - len(macro.defaults)
        given = [
            f"l_{name}" + (f"={self._value(macro.defaults[place - without], frozenset(names[:place]))}" if place >= without else "")
            for place, name in enumerate(names)
        ]
        return f"({','.join(['v', 'b', *given])})=>{{{self._scope(macro.body, frozenset(names))}return new Markup(o);}}"

    def _scope(self, body: Sequence[nodes.Node], local: frozenset[str], *, top: bool = False) -> str:
        """Statements that gather text in `o`; names that are set here are declared first, as what the page calls so."""
        named = [] if top else [name for name in dict.fromkeys(_set_in(body)) if name not in local]
        declared = "".join(f",l_{name}=v.{name}" for name in named)
        text = f"let o=''{declared};{self._all(body, local | {*named}, top)}"
        return text.replace("let o='';o+=", "let o=", 1)

    def _statement(self, node: nodes.Node, local: frozenset[str], top: bool = False) -> str:
        if isinstance(node, nodes.Output):
            return f"o+={'+'.join(self._shown(one, local) for one in node.nodes)};"
        if isinstance(node, nodes.If):
            text = f"if({self._test(node.test, local)}){{{self._all(node.body, local)}}}"
            for one in node.elif_:
                text += f"else if({self._test(one.test, local)}){{{self._all(one.body, local)}}}"
            return text + (f"else{{{self._all(node.else_, local)}}}" if node.else_ else "")
        if isinstance(node, nodes.For):
            return self._loop(node, local)
        if isinstance(node, nodes.Assign):
            if not isinstance(node.target, nodes.Name):
                raise self._refuse(node, "setting several names at once")
            to = f"v.{node.target.name}" if top else f"l_{node.target.name}"
            return f"{to}={self._value(node.node, local)};"
        if isinstance(node, nodes.Block):
            if node.scoped or node.required:
                raise self._refuse(node, "a block that is scoped or required")
            return f"o+=b({_literal(node.name)});"
        if isinstance(node, nodes.Extends | nodes.FromImport | nodes.Macro):
            return ""
        raise self._refuse(node, f"'{type(node).__name__}'")

    def _all(self, body: Sequence[nodes.Node], local: frozenset[str], top: bool = False) -> str:
        made: list[str] = []
        for one in body:
            text = self._statement(one, local, top)
            if made and isinstance(one, nodes.Output | nodes.Block) and made[-1].startswith("o+="):
                text = f"{made.pop()[:-1]} + {text.removeprefix('o+=')}"
            made += [text] if text else []
        return "".join(made)

    def _loop(self, node: nodes.For, local: frozenset[str]) -> str:
        if node.recursive:
            raise self._refuse(node, "a loop within itself")
        targets = node.target.items if isinstance(node.target, nodes.Tuple) else [node.target]
        names = [one.name for one in targets if isinstance(one, nodes.Name)]
        if len({*names}) < len(targets):
            raise self._refuse(node, "a loop over parts of parts, or over one name twice")
        target = f"[{','.join(f'l_{name}' for name in names)}]" if isinstance(node.target, nodes.Tuple) else f"l_{names[0]}"
        items = f"T.each({self._value(node.iter, local)})"
        inner = local | {*names, "loop"}
        if node.test:
            items += f".filter(({target})=>{self._test(node.test, inner)})"
        counted = any(one.name == "loop" for part in node.body for one in part.find_all(nodes.Name))
        named = [*dict.fromkeys(_set_in(node.body))]
        if not inner.isdisjoint(named):
            raise self._refuse(node, "a loop that sets a name from outside anew")
        declared = "".join(f"let l_{name}=v.{name};" for name in named)
        body = declared + self._all(node.body, inner | {*named})
        if node.else_:
            return f"{{const all={items};if(!all.length){{{self._all(node.else_, local)}}}{self._turns('all', target, body, counted)}}}"
        return self._turns(items, target, body, counted)

    def _turns(self, items: str, target: str, body: str, counted: bool) -> str:
        if not counted:
            return f"for(const {target} of {items}){{{body}}}"
        loop = "const l_loop={index0:i,index:i+1,first:!i,last:i+1===a.length,length:a.length};"
        return f"{items}.forEach(({target},i,a)=>{{{loop}{body}}});"

    def _shown(self, node: nodes.Node, local: frozenset[str]) -> str:
        """An expression as text of the page."""
        if isinstance(node, nodes.TemplateData):
            return _literal(node.data)
        if isinstance(node, nodes.CondExpr):
            otherwise = self._shown(node.expr2, local) if node.expr2 else "''"
            return f"({self._test(node.test, local)}?{self._shown(node.expr1, local)}:{otherwise})"
        return f"text_of({self._value(node, local)})"

    def _test(self, node: nodes.Node, local: frozenset[str]) -> str:
        if isinstance(node, nodes.Not):
            return f"!{self._test(node.node, local)}"
        if isinstance(node, nodes.And | nodes.Or):
            sign = "&&" if isinstance(node, nodes.And) else "||"
            return f"({self._test(node.left, local)}{sign}{self._test(node.right, local)})"
        value = self._value(node, local)
        return value if isinstance(node, nodes.Compare | nodes.Test) else f"yes({value})"

    def _value(self, node: nodes.Node, local: frozenset[str]) -> str:
        if isinstance(node, nodes.Const):
            return _literal(node.value)
        if isinstance(node, nodes.List | nodes.Tuple):
            return f"[{','.join(self._value(one, local) for one in node.items)}]"
        if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            first, *rest = self._path(node, local)
            return f"part({','.join([first, *rest])})" if rest else first
        if isinstance(node, nodes.CondExpr):
            otherwise = self._value(node.expr2, local) if node.expr2 else "''"
            return f"({self._test(node.test, local)}?{self._value(node.expr1, local)}:{otherwise})"
        if isinstance(node, nodes.And | nodes.Or):
            name = "and" if isinstance(node, nodes.And) else "or"
            return f"T.{name}({self._value(node.left, local)},()=>{self._value(node.right, local)})"
        if isinstance(node, nodes.Not):
            return f"!{self._test(node.node, local)}"
        if isinstance(node, nodes.Compare):
            return self._compare(node, local)
        if isinstance(node, nodes.Test):
            return self._is(node, local)
        if isinstance(node, nodes.Concat):
            return f"T.cat({','.join(self._value(one, local) for one in node.nodes)})"
        if isinstance(node, nodes.FloorDiv):
            return f"Math.floor({self._value(node.left, local)}/{self._value(node.right, local)})"
        if isinstance(node, nodes.Add | nodes.Mod):
            name = "add" if isinstance(node, nodes.Add) else "mod"
            return f"T.{name}({self._value(node.left, local)},{self._value(node.right, local)})"
        if isinstance(node, nodes.Sub | nodes.Mul):
            return f"({self._value(node.left, local)}{node.operator}{self._value(node.right, local)})"
        if isinstance(node, nodes.Neg):
            return f"(-{self._value(node.node, local)})"
        if isinstance(node, nodes.Filter):
            return self._filter(node, local)
        if isinstance(node, nodes.Call):
            return self._call(node, local)
        raise self._refuse(node, f"'{type(node).__name__}'")

    def _path(self, node: nodes.Node, local: frozenset[str]) -> list[str]:
        """Where a value is found: what to begin with, and the names and places to follow from there."""
        if isinstance(node, nodes.Name):
            if node.name in SPECIAL:
                raise self._refuse(node, f"'{node.name}'")
            return [f"l_{node.name}"] if node.name in local else ["v", _literal(node.name)]
        if isinstance(node, nodes.Getattr):
            if isinstance(node.node, nodes.Name) and node.node.name == "loop" and node.attr not in LOOP:
                raise self._refuse(node, f"'loop.{node.attr}'")
            return [*self._path(node.node, local), _literal(node.attr)]
        if not isinstance(node, nodes.Getitem):
            return [self._value(node, local)]
        if not isinstance(node.arg, nodes.Slice):
            return [*self._path(node.node, local), self._value(node.arg, local)]
        if node.arg.step:
            raise self._refuse(node, "a slice with a step")
        start = self._value(node.arg.start, local) if node.arg.start else "0"
        return [f"T.slice({self._value(node.node, local)},{start}{',' + self._value(node.arg.stop, local) if node.arg.stop else ''})"]

    def _compare(self, node: nodes.Compare, local: frozenset[str]) -> str:
        if len(node.ops) != 1:
            raise self._refuse(node, "a chain of comparisons")
        left, right, how = self._value(node.expr, local), self._value(node.ops[0].expr, local), node.ops[0].op
        if how not in ("in", "notin") and any(isinstance(one, nodes.List | nodes.Tuple) for one in (node.expr, node.ops[0].expr)):
            raise self._refuse(node, "a comparison of lists")
        if how in ("in", "notin"):
            return f"{'' if how == 'in' else '!'}T.is_in({left},{right})"
        return f"({left}{OPERATORS[how]}{right})"

    def _is(self, node: nodes.Test, local: frozenset[str]) -> str:
        if node.name != "none":
            raise self._refuse(node, f"the test '{node.name}'")
        return f"({self._value(node.node, local)}===null)"

    def _filter(self, node: nodes.Filter, local: frozenset[str]) -> str:
        assert node.node
        value = self._value(node.node, local)
        if node.name == "calls":
            return f"with_calls({value})"
        keywords = [one.value for one in node.kwargs if node.name == "map" and one.key == "attribute"]
        given = [*node.args, *keywords]
        deep = node.name != "join" and any(isinstance(one, nodes.Const) and "." in str(one.value) for one in given[:1])
        equal = len(given) < 3 or (isinstance(given[1], nodes.Const) and given[1].value == "equalto")
        counts = len(node.args) in FILTERS.get(node.name, ()) and len(keywords) == len(node.kwargs) == (node.name == "map")
        if not counts or deep or not equal:
            raise self._refuse(node, f"the filter '{node.name}' as it is used here")
        return f"T.{node.name}({','.join([value, *(self._value(one, local) for one in given)])})"

    def _call(self, node: nodes.Call, local: frozenset[str]) -> str:
        if node.dyn_args or node.dyn_kwargs:
            raise self._refuse(node, "a call with * or **")
        given = [self._value(one, local) for one in node.args]
        name = node.node.name if isinstance(node.node, nodes.Name) and node.node.name not in local else ""
        if name in self._macros:
            called, macro = self._macros[name]
            return f"{called}({','.join(['v', 'b', *self._arguments(node, macro, given, local)])})"
        if node.kwargs:
            raise self._refuse(node, "a call with names for its arguments")
        if name == "range" and len(given) in (1, 2):
            return f"T.range({','.join(given)})"
        if isinstance(node.node, nodes.Getattr):
            method = node.node.attr
            if method not in METHODS and any(hasattr(one, method) for one in ("", [], {})):
                raise self._refuse(node, f"the method '{method}'")
            return f"T.call({','.join([self._value(node.node.node, local), _literal(method), *given])})"
        return f"{self._value(node.node, local)}({','.join(given)})"

    def _arguments(self, node: nodes.Call, macro: nodes.Macro, given: list[str], local: frozenset[str]) -> list[str]:
        names = [one.name for one in macro.args]
        found = dict(zip(names, given, strict=False))
        named = {one.key: self._value(one.value, local) for one in node.kwargs}
        needed = names[: len(names) - len(macro.defaults)]
        if len(given) > len(names) or not {*named} <= {*names} - {*found} or not {*needed} <= {*found, *named}:
            raise self._refuse(node, f"a call of '{macro.name}' that does not fit its arguments")
        found |= named
        last = max((place for place, name in enumerate(names) if name in found), default=-1)
        return [found.get(name, "undefined") for name in names[: last + 1]]


def _literal(value: object) -> str:
    """A value as JavaScript writes it, on one line, such that no HTML parser ends or turns the script there."""
    text = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, str):
        return text
    text = "'" + text[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
    text = re.sub("[\x7f-\x9f\u2028\u2029]", lambda found: f"\\u{ord(found.group()):04x}", text)
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _set_in(body: Sequence[nodes.Node]) -> list[str]:
    """The names that are set among these nodes, not inside a loop, which has its own."""
    found: list[str] = []
    for node in body:
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            found.append(node.target.name)
        elif isinstance(node, nodes.If):
            found += _set_in([*node.body, *node.elif_, *node.else_])
    return found
