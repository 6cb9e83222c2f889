"""Mutation of the engine's code: each small change of src/afterwards/engine must fail a test of tests/engine.

    .venv/bin/python tools/mutate_engine.py [--workers 2] [--state FILE] [--only MODULE] [--list]

Changes one place at a time (a comparison, an operator, a constant, a condition, a return, a statement) in a copy
outside the repository and runs the engine's tests on it, quick ones first, until one fails. A change that no test
sees is a survivor. Survivors that mean the same as the code are listed with their reason in docs/engine-mutants.md
and excused. Verdicts are kept in a file as they come, so that an interrupted run goes on where it was; they are
forgotten when the engine or its tests change. Exit 1 when fewer than 95 % are killed, or a survivor is not listed.

What is not changed: annotations, type aliases, docstrings, texts of errors, asserts (they state what types cannot).
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
ENGINE = REPOSITORY / "src" / "afterwards" / "engine"
LISTED = REPOSITORY / "docs" / "engine-mutants.md"
QUICK_FIRST = ("test_table", "test_blake", "test_rules", "test_questions")
"""Tests that fail soonest; those that try thousands of people come last."""
PATIENCE = 8
"""A change on which the tests take this many times as long as on the engine as it is counts as killed: it never ends."""
FLOOR = 95.0

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt,),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}


@dataclass(frozen=True)
class Mutant:
    """One change: the module, the function, what stood there and what stands there now, and the whole changed module."""

    module: str
    place: str
    before: str
    after: str
    number: int
    source: str

    @property
    def name(self) -> str:
        """As docs/engine-mutants.md lists it; `number` tells equal changes of one function apart."""
        again = f" ({self.number})" if self.number > 1 else ""
        return f"{self.module}.{self.place}: `{self.before}` to `{self.after}`{again}"


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of a node; each is a copy."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in COMPARISONS[type(node.ops[0])]:
            yield ast.Compare(node.left, [other()], node.comparators)
    elif isinstance(node, ast.Compare):
        for index, op in enumerate(node.ops):
            for other in COMPARISONS[type(op)]:
                yield ast.Compare(node.left, [*node.ops[:index], other(), *node.ops[index + 1 :]], node.comparators)
    elif isinstance(node, ast.BinOp):
        yield ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right)
    elif isinstance(node, ast.AugAssign):
        yield ast.AugAssign(node.target, OPERATORS[type(node.op)](), node.value)
        yield ast.Pass()
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.If | ast.While):
        yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.comprehension):
        if node.ifs:
            yield _with(node, ifs=[])
    elif isinstance(node, ast.Return):
        if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Constant):
        yield from (ast.Constant(value) for value in _values(node.value))
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Raise | ast.Delete) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield ast.Pass()


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.copy(node)
    for key, value in fields.items():
        setattr(changed, key, value)
    return changed


def _values(value: object) -> Iterator[bool | int | float | str]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
        if value > 0:
            yield value - 1
    elif isinstance(value, float):
        yield value + 1
    elif isinstance(value, str):
        yield "" if value else "changed"


def places(tree: ast.Module) -> Iterator[tuple[str, ast.AST, ast.AST, str, int | None]]:
    """Every node that may change: (function, node, its parent, the parent's field, the place in it)."""
    yield from _inside(tree, "")


_NEVER = (ast.Assert, ast.Import, ast.ImportFrom, ast.JoinedStr)


def _inside(node: ast.AST, where: str) -> Iterator[tuple[str, ast.AST, ast.AST, str, int | None]]:
    for key, value in ast.iter_fields(node):
        if key in ("annotation", "returns", "decorator_list", "bases", "exc", "type_params"):
            continue
        listed = value if isinstance(value, list) else [value]
        for index, part in enumerate(listed):
            if not isinstance(part, ast.AST) or isinstance(part, _NEVER) or _is_words(part, node):
                continue
            inner = f"{where}.{part.name}".strip(".") if isinstance(part, ast.FunctionDef | ast.ClassDef) else where
            yield where, part, node, key, index if isinstance(value, list) else None
            yield from _inside(part, inner)


def _is_words(node: ast.AST, parent: ast.AST) -> bool:
    """Docstrings, texts after a name, names of a module or class, and type aliases: nothing runs on them."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if not isinstance(node, ast.Assign) or not isinstance(parent, ast.Module | ast.ClassDef):
        return False
    target = node.targets[0]
    return isinstance(target, ast.Name) and (target.id.startswith("__") or isinstance(node.value, ast.Subscript | ast.BinOp))


def mutants(path: Path) -> Iterator[Mutant]:
    """Every change of one module, in its order."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    seen: dict[tuple[str, str, str], int] = {}
    for where, node, parent, key, index in places(tree):
        for changed in changes(node):
            before, after = _shown(node), _shown(changed)
            _put(parent, key, index, changed)
            source = ast.unparse(ast.fix_missing_locations(tree))
            _put(parent, key, index, node)
            name = (where, before, after)
            seen[name] = seen.get(name, 0) + 1
            yield Mutant(path.stem, where or "module", before, after, seen[name], source)


def _put(parent: ast.AST, key: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, key, node)
    else:
        getattr(parent, key)[index] = node


def _shown(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While):
        node = ast.UnaryOp(ast.Not(), node.test.operand) if isinstance(node.test, ast.UnaryOp) else node.test
    text = " ".join(ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split())
    return text.replace("`", "'")


class Bench:
    """A copy of the engine and its tests outside the repository, on which one change after another is tried."""

    def __init__(self) -> None:
        self.seconds = 600.0
        self.root = Path(tempfile.mkdtemp(prefix="afterwards-mutants-"))
        package = self.root / "src" / "afterwards"
        shutil.copytree(ENGINE, package / "engine", ignore=shutil.ignore_patterns("__pycache__"))
        (package / "__init__.py").write_text("", encoding="utf-8")
        for folder in ("engine", "teashop"):
            shutil.copytree(REPOSITORY / "tests" / folder, self.root / "tests" / folder, ignore=shutil.ignore_patterns("__pycache__"))
        (self.root / "tests" / "__init__.py").write_text("", encoding="utf-8")
        shutil.copy(REPOSITORY / "pyproject.toml", self.root)
        tests = sorted(one.stem for one in (self.root / "tests" / "engine").glob("test_*.py"))
        later = [one for one in tests if one not in QUICK_FIRST]
        late = [one for one in later if "brute" in one]
        self.tests = [f"tests/engine/{one}.py" for one in (*QUICK_FIRST, *(one for one in later if one not in late), *late)]

    def failing(self, mutant: Mutant | None) -> str:
        """The first test that fails on the changed engine, "" when all pass."""
        target = self.root / "src" / "afterwards" / "engine" / f"{mutant.module}.py" if mutant else None
        before = target.read_text(encoding="utf-8") if target else ""
        if target and mutant:
            target.write_text(mutant.source, encoding="utf-8")
        try:
            return self._run()
        finally:
            if target:
                target.write_text(before, encoding="utf-8")

    def _run(self) -> str:
        output = self.root / "output"
        child = os.fork()
        if child == 0:
            self._in_child(output)
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                if os.waitstatus_to_exitcode(status) == 0:
                    return ""
                text = output.read_text(encoding="utf-8", errors="replace")
                match = re.search(r"^(?:FAILED|ERROR) (\S+)", text, re.MULTILINE)
                return match.group(1) if match else "the tests could not run"
            time.sleep(0.02)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return "the tests did not end"

    def _in_child(self, output: Path) -> None:
        """Runs the tests and never returns: the child shares the parent's imports, which saves a second for each change."""
        code = 70
        try:
            os.setpgid(0, 0)
            handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(handle, 1)
            os.dup2(handle, 2)
            os.chdir(self.root)
            sys.dont_write_bytecode = True
            sys.path[:0] = [str(self.root / "src"), str(self.root)]
            import pytest

            options = ["-x", "-q", "--noconftest", "--assert=plain", "-p", "no:cacheprovider", "--tb=no", "-rfE", "--hypothesis-seed=0"]
            code = int(pytest.main([*options, *self.tests]))
        finally:
            sys.stdout.flush()
            os._exit(code)

    def close(self) -> None:
        """Take the copy away."""
        shutil.rmtree(self.root, ignore_errors=True)


def fingerprint() -> str:
    """Of the engine and its tests: verdicts hold as long as neither changes."""
    digest = hashlib.sha256()
    for folder in (ENGINE, REPOSITORY / "tests" / "engine", REPOSITORY / "tests" / "teashop"):
        for path in sorted(folder.glob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def listed() -> set[str]:
    """The survivors that docs/engine-mutants.md excuses, by name."""
    if not LISTED.is_file():
        return set()
    return {
        one.group(1) for one in re.finditer(r"^- (\S+: `.+?` to `.*?`(?: \(\d+\))?)\.", LISTED.read_text(encoding="utf-8"), re.MULTILINE)
    }


def _read(state: Path, mark: str) -> dict[str, str]:
    if not state.is_file():
        return {}
    lines = state.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0] != mark:
        return {}
    outcomes: dict[str, str] = {}
    for line in lines[1:]:
        try:
            outcomes |= json.loads(line)
        except ValueError:
            continue  # the line that was being written when the run was interrupted
    return outcomes


def run(wanted: list[Mutant], state: Path, workers: int) -> dict[str, str]:
    """Of each mutant the test that failed on it, "" for a survivor."""
    mark = fingerprint()
    verdicts = _read(state, mark)
    waiting = [one for one in wanted if one.name not in verdicts]
    state.parent.mkdir(parents=True, exist_ok=True)
    if not verdicts:
        state.write_text(f"{mark}\n", encoding="utf-8")
    benches = [Bench() for _ in range(workers)]
    free = list(benches)
    try:
        began = time.monotonic()
        if waiting and (failing := benches[0].failing(None)):
            raise SystemExit(f"{failing} fails on the engine as it is. Mend that first: nothing was tried.")
        for bench in benches:
            bench.seconds = max(60.0, PATIENCE * (time.monotonic() - began))

        def judge(mutant: Mutant) -> tuple[str, str]:
            bench = free.pop()
            try:
                return mutant.name, bench.failing(mutant)
            finally:
                free.append(bench)

        with ThreadPoolExecutor(workers) as pool, state.open("a", encoding="utf-8") as file:
            jobs = [pool.submit(judge, one) for one in waiting]
            try:
                for done, job in enumerate(as_completed(jobs), 1):
                    name, failed = job.result()
                    verdicts[name] = failed
                    file.write(json.dumps({name: failed}) + "\n")
                    file.flush()
                    if not failed:
                        print(f"survives: {name}", flush=True)
                    if sys.stderr.isatty() or done % 50 == 0:
                        print(f"{done} of {len(waiting)}", end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)
            except KeyboardInterrupt:
                for job in jobs:
                    job.cancel()
                raise
    finally:
        for bench in benches:
            bench.close()
    return verdicts


def main() -> int:
    """0 when 95 % are killed and every survivor is listed with its reason."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--workers", type=int, default=2, help="how many changes are tried at once")
    parser.add_argument("--state", type=Path, help="where verdicts are kept (in the temporary folder by default)")
    parser.add_argument("--only", help="one module of the engine")
    parser.add_argument("--list", action="store_true", help="list the changes and try none")
    options = parser.parse_args()
    wanted = [one for path in sorted(ENGINE.glob("*.py")) if options.only in (None, path.stem) for one in mutants(path)]
    if options.list:
        print("\n".join(one.name for one in wanted))
        return 0
    state = options.state or Path(tempfile.gettempdir()) / "afterwards-engine-mutants.jsonl"
    import hypothesis
    import pytest  # noqa: F401 - imported once here, and shared by every child

    del hypothesis
    began = time.monotonic()
    try:
        verdicts = run(wanted, state, options.workers)
    except KeyboardInterrupt:
        print(f"\nInterrupted. What was found so far is kept in {state.name}; run again to go on.", file=sys.stderr)
        return 130
    survivors = [one.name for one in wanted if not verdicts[one.name]]
    excused = listed()
    killed = len(wanted) - len(survivors)
    share = 100 * killed / len(wanted)
    loose = [name for name in survivors if name not in excused]
    print(
        f"{len(wanted)} changes of the engine: {killed} killed ({share:.1f} %), {len(survivors) - len(loose)} listed as equivalent, ",
        end="",
    )
    print(f"{len(loose)} survive; {time.monotonic() - began:.0f} s.")
    for name in loose:
        print(f"- {name}")
    return 0 if share >= FLOOR and not loose else 1


if __name__ == "__main__":
    sys.exit(main())
