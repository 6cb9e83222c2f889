"""Templates as JavaScript: everything our templates use gives what Jinja gives, and what they may not use is refused by name and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import Page

from afterwards.site.bundle import PAGE, bundle
from afterwards.site.edition import IN_THE_PAGE
from afterwards.site.templates import NotCompiled, compile_templates
from afterwards.site.views import with_calls

VALUES: dict[str, Any] = {
    **{"word": "a <b> & \"c\" 'd'", "none": None, "empty": [], "yes": True, "number": 7, "zero": 0, "text": "one two", "name": "B"},
    "people": [
        {"name": "Ann", "age": 3, "tags": ["x", "y"]},
        {"name": "bob", "age": 0, "tags": []},
        {"name": "Ann", "age": 9, "tags": ["z"]},
    ],
    "pairs": [["one", 1], ["two", 2]],
    "map": {"a": 1, "b": 2},
    "call": "Call 999 or 116 123 or text 85258 <now>",
}
PIECES = {
    "escape": "{{ word }}|{{ number }}|{{ none }}|{{ yes }}",
    "if": "{% if empty %}e{% elif zero %}z{% elif number > 6 and not none %}n{% else %}o{% endif %}{% if word or empty %}w{% endif %}",
    "conditional": "{{ 'x' if yes }}{{ 'y' if empty else word }}{{ (none or 'n') }}{{ yes and 'both' }}",
    "for": "{% for one in people %}{{ loop.index }}{{ loop.index0 }}{{ one.name }}{% if not loop.last %}, {% endif %}{% endfor %}",
    "for if": "{% for one in people if one.age %}{{ one.name }} {{ loop.index0 }}{{ loop.last }} {% endfor %}",
    "for else": "{% for one in empty %}x{% else %}nobody{% endfor %}{% for one in people %}{{ one.age }}{% else %}nobody{% endfor %}",
    "unpacking": "{% for key, value in pairs %}{{ key }}={{ value }};{% endfor %}{% for key, value in map.items() %}{{ key }}{{ value }}{% endfor %}",
    "set": "{% set a = number + 1 %}{% if yes %}{% set a = a * 2 %}{% endif %}{{ a }}{% for one in people %}{% set b = one.age %}{{ b }}{% endfor %}",
    "filters": "{{ people|map(attribute='name')|join(', ') }}{{ people|length }}{{ text|upper }}{{ text|capitalize }}{{ [3, 1]|min }}{{ text|lower }}",
    "select": "{{ people|selectattr('age')|list|length }}{{ people|selectattr('name', 'equalto', 'Ann')|list|length }}{{ ['', 'a', 'b']|select|join('+') }}",
    "rejectattr": "{{ people|rejectattr('age')|list|length }}",
    "groupby": "{% for key, all in people|groupby('name') %}{{ key }}:{% for one in all %}{{ one.age }}{% endfor %};{% endfor %}",
    "groupby place": "{% for key, all in pairs|groupby(1)|reverse %}{{ key }}{{ all[0][0] }}{% endfor %}",
    "slices": "{{ text[:3] }}|{{ text[4:] }}|{{ text[-1:] }}|{{ people[1:]|length }}",
    "concat": "{{ 'a' ~ word ~ number }}",
    "compare": "{{ number == 7 }}{{ number != 7 }}{{ 'a' in map }}{{ 3 not in [1, 2] }}{{ none is none }}{{ word is not none }}{{ number >= 7 }}{{ number <= 6 }}{{ number < 8 }}",
    "arithmetic": "{{ 7 % 4 }}{{ 9 // 2 }}{{ (number - 2) * 3 }}{{ number / 2 }}{% for place in range(3) %}{{ place }}{% endfor %}",
    "methods": "{{ text.partition(' ')[2] }}{{ 'loss-date-day'.rpartition('-')[2] }}{{ map.get('c', 'none') }}{{ map.values()|list|length }}",
    "items": "{{ map['a'] }}{{ people[0].tags[1] }}{{ people[-1].name }}",
    "calls": "{{ call|calls }}",
    "macro": "{% macro m(a, b='d', c='') %}<i>{{ a }}{{ b }}{{ c }}</i>{% endmacro %}{{ m(word) }}{{ m('x', c=word) }}{{ m('x', 'y') ~ word }}",
}
BASE = "<p>{% block title %}base{% endblock %}</p>\n{% block main %}\n{% endblock %}\n{{ word }}{% block foot %}{% if yes %}foot{% endif %}{% endblock %}\n"
CHILD = '{% extends "base.html" %}\n{% from "parts.html" import item %}\n{% block main %}\n{{ item(word) }}\n{% for one in people %}\n  {{ item(one.name, "b") }}\n{% endfor %}\n{% endblock %}\n'
PARTS = '{# parts #}\n{% macro item(text, tag="i") %}<{{ tag }}>{{ text }}</{{ tag }}>{% endmacro %}\n'
REFUSED = {
    "a filter": ("x\n{{ word|reverse|title }}", "the filter 'title'"),
    "a test": ("{{ word is defined }}", "the test 'defined'"),
    "include": ('{% include "x" %}', "'Include'"),
    "a filter with a test": ("{{ people|selectattr('age', 'gt', 1)|list }}", "the filter 'selectattr'"),
    "two names set": ("{% set a, b = pairs %}", "setting several names"),
    "power": ("{{ 2 ** 3 }}", "'Pow'"),
    "star": ("{{ range(*pairs) }}", "a call with *"),
    "loop within": ("{% for one in people recursive %}{% endfor %}", "a loop within itself"),
    "chain": ("{{ 1 < 2 < 3 }}", "a chain of comparisons"),
}


@pytest.fixture
def folder_of_templates(tmp_path: Path) -> Path:
    for name, text in {**PIECES, "base": BASE, "child": CHILD, "parts": PARTS}.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    return tmp_path


def in_jinja(folder: Path, name: str, values: dict[str, Any]) -> str:
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["calls"] = with_calls
    return environment.get_template(name).render(**values)


@pytest.mark.browser
def test_each_piece_gives_what_jinja_gives(evaluator: Page, folder_of_templates: Path) -> None:
    names = sorted(path.name for path in folder_of_templates.iterdir())
    module = compile_templates(folder_of_templates, names) + "globalThis.made = (name, values) => render(templates, name, values);\n"
    module = module.replace("import {Markup,", "import {Markup, render,")
    script = bundle([PAGE / "templates.js"], {"templates.js": module})
    page = evaluator.context.new_page()
    page.add_script_tag(content=script)
    for name in names:
        if name != "parts.html":
            assert page.evaluate("([name, values]) => made(name, values)", [name, VALUES]) == in_jinja(folder_of_templates, name, VALUES), (
                name
            )
    assert page.evaluate("([name, values]) => { try { made(name, values); } catch (fault) { return String(fault); } }", ["items.html", {}])
    page.close()


@pytest.mark.parametrize("what", REFUSED)
def test_what_has_no_counterpart_is_refused_by_name_and_line(tmp_path: Path, what: str) -> None:
    text, said = REFUSED[what]
    (tmp_path / "page.html").write_text(f"\n{text}\n", encoding="utf-8")
    with pytest.raises(NotCompiled, match=r"page\.html:[23]: ") as refused:
        compile_templates(tmp_path, ["page.html"])
    assert said in str(refused.value)


def test_the_templates_in_the_page_are_all_there() -> None:
    """Every page of a journey is among them, and what they import."""
    made = compile_templates(PAGE / "templates", IN_THE_PAGE)
    assert all(json.dumps(name) in made for name in IN_THE_PAGE)
    assert len(made) < 95_000
