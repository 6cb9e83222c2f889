"""The templates of the server edition as JavaScript, so that both editions say the same words from the same page.

`compile_templates` walks what Jinja makes of a template and writes one function a block and macro; `page/render.js` is what they need to
run. It knows the part of Jinja that our templates use, and refuses the rest by name and line.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from afterwards.errors import NotBuilt

OPERATORS = {"eq": "===", "ne": "!==", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<="}
FILTERS = (
    *(
        "join",
        "list",
        "length",
        "lower",
        "upper",
        "capitalize",
        "min",
        "max",
        "select",
        "map",
        "selectattr",
        "rejectattr",
        "groupby",
        "reverse",
        "sum",
    ),
)
WORD = "say"
"""What gives a word of the interface: it is the same in every template and macro, so that each need not be handed it."""
ARITHMETIC = {nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/", nodes.Mod: "%"}


class NotCompiled(NotBuilt):
    """A template uses something that has no counterpart in the page."""


def compile_templates(folder: Path, names: Sequence[str]) -> str:
    """A module that gives `templates`: of each its parent, its root, its blocks and macros. Raises `NotCompiled`."""
    environment = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True)
    parsed = {name: _parsed(environment, folder / name) for name in names}
    made = [f"{json.dumps(name)}: {_Template(name, parsed).written()}" for name in names]
    head = 'import {Markup, part, T, text_of, with_calls, word, yes} from "./render.js";'
    return head + "\nexport const templates = {\n" + ",\n".join(made) + "\n};\n"


def _parsed(environment: Environment, path: Path) -> nodes.Template:
    try:
        return environment.parse(path.read_text(encoding="utf-8"), path.name, str(path))
    except TemplateSyntaxError as error:
        raise NotCompiled(f"{path.name}:{error.lineno}: this is no template: {str(error.message).rstrip('.')}. Mend the line.") from error


class _Template:
    def __init__(self, name: str, parsed: dict[str, nodes.Template]) -> None:
        self._name, self._parsed, self._tree = name, parsed, parsed[name]
        self._macros: dict[str, tuple[str, nodes.Macro]] = {}
        """Of each macro that can be called here: how it is called in JavaScript, and its definition."""
        for macro in self._tree.find_all(nodes.Macro):
            self._macros[macro.name] = (f"templates[{json.dumps(name)}].macros.{macro.name}", macro)
        for imported in self._tree.find_all(nodes.FromImport):
            origin = self._text(imported.template)
            there = {macro.name: macro for macro in parsed[origin].find_all(nodes.Macro)}
            for wanted in imported.names:
                if not isinstance(wanted, str) or wanted not in there:
                    raise self._refuse(imported, f"an import of {wanted}")
                self._macros[wanted] = (f"templates[{json.dumps(origin)}].macros.{wanted}", there[wanted])

    def written(self) -> str:
        parent = next((json.dumps(self._text(one.template)) for one in self._tree.find_all(nodes.Extends)), "null")
        blocks = {one.name: self._function(one.body, frozenset()) for one in self._tree.find_all(nodes.Block)}
        macros = {one.name: self._macro(one) for one in self._tree.find_all(nodes.Macro)}
        body = [one for one in self._tree.body if parent == "null" or isinstance(one, nodes.Assign)]
        return (
            f"{{parent: {parent}, root: {self._function(body, frozenset(), top=parent != 'null')},\n"
            f"blocks: {{{', '.join(f'{name}: {text}' for name, text in blocks.items())}}},\n"
            f"macros: {{{', '.join(f'{name}: {text}' for name, text in macros.items())}}}}}"
        )

    def _refuse(self, node: nodes.Node, construct: str) -> NotCompiled:
        return NotCompiled(
            f"{self._name}:{node.lineno}: {construct} has no counterpart in the page. Write it in another way, or teach site/templates.py."
        )

    def _text(self, node: nodes.Node) -> str:
        if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
            raise self._refuse(node, "a template named by an expression")
        return node.value

    def _function(self, body: Sequence[nodes.Node], local: frozenset[str], *, top: bool = False) -> str:
        return f"(v,b)=>{{{self._scope(body, local, top=top)}return o;}}"

    def _macro(self, macro: nodes.Macro) -> str:
        names = [one.name for one in macro.args]
        without = len(names) - len(macro.defaults)
        taken = [
            name if number < without else f"{name} = {self._value(macro.defaults[number - without], frozenset())}"
            for number, name in enumerate(names)
        ]
        inside = self._scope(macro.body, frozenset(names))
        parameters = ",".join(["v", "b", *(f"l_{one}" for one in taken)])
        return f"({parameters})=>{{{inside}return new Markup(o);}}"

    def _scope(self, body: Sequence[nodes.Node], local: frozenset[str], *, top: bool = False) -> str:
        """Statements that gather text in `o`; names that are set here are declared first."""
        named = [] if top else [name for name in dict.fromkeys(_set_in(body)) if name not in local]
        inner = local | {*named}
        declared = "".join(f",l_{name}" for name in named)
        return f'let o=""{declared};' + "".join(self._statement(one, inner, top) for one in body)

    def _statement(self, node: nodes.Node, local: frozenset[str], top: bool = False) -> str:
        if isinstance(node, nodes.Output):
            return "".join(f"o+={self._shown(one, local)};" for one in node.nodes)
        if isinstance(node, nodes.If):
            text = f"if({self._test(node.test, local)}){{{self._all(node.body, local)}}}"
            for branch in node.elif_:
                text += f"else if({self._test(branch.test, local)}){{{self._all(branch.body, local)}}}"
            return text + (f"else{{{self._all(node.else_, local)}}}" if node.else_ else "")
        if isinstance(node, nodes.For):
            return self._loop(node, local)
        if isinstance(node, nodes.Assign):
            if not isinstance(node.target, nodes.Name):
                raise self._refuse(node, "setting several names at once")
            to = f"v.{node.target.name}" if top else f"l_{node.target.name}"
            return f"{to}={self._value(node.node, local)};"
        if isinstance(node, nodes.Block):
            return f"o+=b({json.dumps(node.name)});"
        if isinstance(node, nodes.Extends | nodes.FromImport | nodes.Macro):
            return ""
        raise self._refuse(node, f"'{type(node).__name__}'")

    def _all(self, body: Sequence[nodes.Node], local: frozenset[str]) -> str:
        return "".join(self._statement(one, local) for one in body)

    def _loop(self, node: nodes.For, local: frozenset[str]) -> str:
        if node.recursive:
            raise self._refuse(node, "a loop within itself")
        names = [one.name for one in node.target.items if isinstance(one, nodes.Name)] if isinstance(node.target, nodes.Tuple) else []
        if isinstance(node.target, nodes.Name):
            names, target = [node.target.name], f"l_{node.target.name}"
        else:
            target = f"[{', '.join(f'l_{name}' for name in names)}]"
        items = f"T.each({self._value(node.iter, local)})"
        inner = local | {*names, "loop"}
        if node.test:
            items += f".filter(({target}) => {self._test(node.test, inner)})"
        counted = any(one.name == "loop" for part in node.body for one in part.find_all(nodes.Name))
        named = [name for name in dict.fromkeys(_set_in(node.body)) if name not in inner]
        declared = "".join(f"let l_{name};" for name in named)
        body = declared + self._all(node.body, inner | {*named})
        if node.else_:
            return f"{{const all = {items};if (!all.length) {{{self._all(node.else_, local)}}}{self._turns('all', target, body, counted)}}}"
        return self._turns(items, target, body, counted)

    def _turns(self, items: str, target: str, body: str, counted: bool) -> str:
        if not counted:
            return f"for(const {target} of {items}){{{body}}}"
        loop = "const l_loop = {index0: i, index: i + 1, first: !i, last: i + 1 === a.length, length: a.length};"
        return f"{items}.forEach(({target}, i, a) => {{{loop}{body}}});"

    def _shown(self, node: nodes.Node, local: frozenset[str]) -> str:
        """An expression as text of the page."""
        if isinstance(node, nodes.TemplateData):
            return json.dumps(node.data, ensure_ascii=False).replace("</script", "<\\/script")
        if isinstance(node, nodes.CondExpr):
            otherwise = self._shown(node.expr2, local) if node.expr2 else '""'
            return f"({self._test(node.test, local)}?{self._shown(node.expr1, local)}:{otherwise})"
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == WORD and not node.dyn_args:
            return f"word(v,{','.join(self._given(node, local))})"
        return f"text_of({self._value(node, local)})"

    def _test(self, node: nodes.Node, local: frozenset[str]) -> str:
        if isinstance(node, nodes.Not):
            return f"!{self._test(node.node, local)}"
        if isinstance(node, nodes.And | nodes.Or):
            sign = "&&" if isinstance(node, nodes.And) else "||"
            return f"({self._test(node.left, local)} {sign} {self._test(node.right, local)})"
        value = self._value(node, local)
        return value if isinstance(node, nodes.Compare | nodes.Test) else f"yes({value})"

    def _value(self, node: nodes.Node, local: frozenset[str]) -> str:
        if isinstance(node, nodes.Const):
            return json.dumps(node.value, ensure_ascii=False)
        if isinstance(node, nodes.Name):
            return f"l_{node.name}" if node.name in local else f"part(v,{json.dumps(node.name)})"
        if isinstance(node, nodes.List | nodes.Tuple):
            return f"[{', '.join(self._value(one, local) for one in node.items)}]"
        if isinstance(node, nodes.Getattr):
            return f"part({self._value(node.node, local)},{json.dumps(node.attr)})"
        if isinstance(node, nodes.Getitem):
            return self._item(node, local)
        if isinstance(node, nodes.CondExpr):
            otherwise = self._value(node.expr2, local) if node.expr2 else '""'
            return f"({self._test(node.test, local)}?{self._value(node.expr1, local)}:{otherwise})"
        if isinstance(node, nodes.And | nodes.Or):
            name = "and" if isinstance(node, nodes.And) else "or"
            return f"T.{name}({self._value(node.left, local)}, () => {self._value(node.right, local)})"
        if isinstance(node, nodes.Not):
            return f"!{self._test(node.node, local)}"
        if isinstance(node, nodes.Compare):
            return self._compare(node, local)
        if isinstance(node, nodes.Test):
            return self._is(node, local)
        if isinstance(node, nodes.Concat):
            return f"T.cat({', '.join(self._value(one, local) for one in node.nodes)})"
        if isinstance(node, nodes.FloorDiv):
            return f"Math.floor({self._value(node.left, local)} / {self._value(node.right, local)})"
        if isinstance(node, nodes.BinExpr) and type(node) in ARITHMETIC:
            return f"({self._value(node.left, local)} {ARITHMETIC[type(node)]} {self._value(node.right, local)})"
        if isinstance(node, nodes.Neg):
            return f"-{self._value(node.node, local)}"
        if isinstance(node, nodes.Filter):
            return self._filter(node, local)
        if isinstance(node, nodes.Call):
            return self._call(node, local)
        raise self._refuse(node, f"'{type(node).__name__}'")

    def _item(self, node: nodes.Getitem, local: frozenset[str]) -> str:
        value = self._value(node.node, local)
        if not isinstance(node.arg, nodes.Slice):
            return f"part({value},{self._value(node.arg, local)})"
        if node.arg.step:
            raise self._refuse(node, "a slice with a step")
        start = self._value(node.arg.start, local) if node.arg.start else "0"
        return f"T.slice({value}, {start}{', ' + self._value(node.arg.stop, local) if node.arg.stop else ''})"

    def _compare(self, node: nodes.Compare, local: frozenset[str]) -> str:
        if len(node.ops) != 1:
            raise self._refuse(node, "a chain of comparisons")
        left, right, how = self._value(node.expr, local), self._value(node.ops[0].expr, local), node.ops[0].op
        if how in ("in", "notin"):
            return f"{'' if how == 'in' else '!'}T.is_in({left}, {right})"
        return f"({left} {OPERATORS[how]} {right})"

    def _is(self, node: nodes.Test, local: frozenset[str]) -> str:
        if node.name != "none":
            raise self._refuse(node, f"the test '{node.name}'")
        return f"({self._value(node.node, local)} === null)"

    def _filter(self, node: nodes.Filter, local: frozenset[str]) -> str:
        assert node.node
        value = self._value(node.node, local)
        if node.name == "calls":
            return f"with_calls({value})"
        keywords = [one.value for one in node.kwargs if node.name in ("map", "groupby") and one.key == "attribute"]
        equal = len(node.args) != 3 or (isinstance(node.args[1], nodes.Const) and node.args[1].value == "equalto")
        if node.name not in FILTERS or len(keywords) != len(node.kwargs) or not equal:
            raise self._refuse(node, f"the filter '{node.name}' as it is used here")
        return f"T.{node.name}({','.join([value, *(self._value(one, local) for one in (*node.args, *keywords))])})"

    def _call(self, node: nodes.Call, local: frozenset[str]) -> str:
        if node.dyn_args or node.dyn_kwargs:
            raise self._refuse(node, "a call with * or **")
        if isinstance(node.node, nodes.Name) and node.node.name in self._macros:
            called, macro = self._macros[node.node.name]
            positional = [self._value(one, local) for one in node.args]
            return f"{called}({', '.join(['v', 'b', *self._arguments(node, macro, positional, local)])})"
        arguments = self._given(node, local)
        if node.kwargs and not isinstance(node.node, nodes.Name):
            raise self._refuse(node, "a call with names for its arguments")
        if isinstance(node.node, nodes.Getattr):
            return f"T.call({', '.join([self._value(node.node.node, local), json.dumps(node.node.attr), *arguments])})"
        return f"{self._value(node.node, local)}({', '.join(arguments)})"

    def _given(self, node: nodes.Call, local: frozenset[str]) -> list[str]:
        """The arguments of a call; those with names as one object at the end."""
        named = ", ".join(f"{one.key}: {self._value(one.value, local)}" for one in node.kwargs)
        return [*(self._value(one, local) for one in node.args), *([f"{{{named}}}"] if named else [])]

    def _arguments(self, node: nodes.Call, macro: nodes.Macro, positional: list[str], local: frozenset[str]) -> list[str]:
        names = [one.name for one in macro.args]
        arguments = positional + ["undefined"] * (len(names) - len(positional))
        for keyword in node.kwargs:
            arguments[names.index(keyword.key)] = self._value(keyword.value, local)
        return arguments


def _set_in(body: Sequence[nodes.Node]) -> list[str]:
    """The names that are set among these nodes, not inside a loop, which has its own."""
    names: list[str] = []
    for node in body:
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            names.append(node.target.name)
        elif isinstance(node, nodes.If):
            names += _set_in([*node.body, *node.elif_, *node.else_])
    return names
