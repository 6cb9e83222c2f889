"""What `afterwards build` makes: the same bytes each time, all files named by hash, small, written whole or not at all."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from afterwards import load_pack
from afterwards.cli import main
from afterwards.pack import KNOWLEDGE, Pack
from afterwards.pack.manifest import write_manifest
from afterwards.site import write
from afterwards.site.bundle import PAGE, NotBundled, bundle
from afterwards.site.data import by_place, compact
from afterwards.site.documents import addresses
from afterwards.site.edition import AWAY, MANIFEST, SINGLE, START, WORKER, Edition, integrity, make_edition, page_program
from afterwards.site.hosting import CHECK
from afterwards.site.packing import to_bytes
from afterwards.site.write import NotWritten, compressed, write_edition
from afterwards.wording import long_date

KILOBYTE = 1000
HASHED = re.compile(r"[a-z]+\.[0-9a-f]{12}\.(js|json|css|svg)")


def test_the_same_input_gives_the_same_bytes(edition: Edition, repository: Path) -> None:
    """R25: built again here, and by another process, in which sets have another order."""
    code = (
        "import hashlib, json, afterwards; from afterwards.site.edition import make_edition;"
        "files = make_edition(afterwards.load_pack()).files;"
        "print(json.dumps({name: hashlib.sha256(one).hexdigest() for name, one in files.items()}))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "17"}
    done = subprocess.run([sys.executable, "-c", code], cwd=repository, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {name: hashlib.sha256(content).hexdigest() for name, content in edition.files.items()}


def test_another_pack_is_the_whole_edition(tmp_path: Path, pack: Pack) -> None:
    """One pack, handed in: nothing of the built-in one is beside it."""
    root = Path(shutil.copytree(KNOWLEDGE, tmp_path / "other"))
    for file, before, after in (
        ("statements/general.yaml", "foot.not-reviewed:\n  text: ", "foot.not-reviewed:\n  text: Mind the numbers. "),
        ("pack.yaml", f"version: {pack.version}", "version: 2099.1.0"),
        ("pack.yaml", f"review_due: {pack.info.review_due}", "review_due: 2026-12-24"),
    ):
        text = (root / file).read_text(encoding="utf-8")
        assert text.count(before) == 1
        (root / file).write_text(text.replace(before, after), encoding="utf-8")
    write_manifest(root)
    other = load_pack(root)
    assert other.statements["foot.not-reviewed"].text.startswith("Mind the numbers. ")
    made = make_edition(other)
    assert json.loads(made.files[MANIFEST])["version"] == "2099.1.0"
    for name, content in made.files.items():
        if name.endswith((".html", ".json")) and name not in (SINGLE, MANIFEST, CHECK, AWAY):
            text = content.decode()
            assert "Mind the numbers. " in text, name
            assert long_date(pack.due) not in text, name


def test_every_part_carries_its_hash(edition: Edition) -> None:
    """R25: the program and the data in their name and in the start page; every file in the manifest and, kept offline, in the worker."""
    start, worker = edition.files[START].decode(), edition.files[WORKER].decode()
    config = json.loads(start.partition('id="build">')[2].partition("</script>")[0])
    for part in (config["app"], config["data"]):
        assert HASHED.fullmatch(part["name"])
        assert part["integrity"] == integrity(edition.files[part["name"]])
    manifest = json.loads(edition.files[MANIFEST])
    assert manifest["files"] == {name: hashlib.sha256(one).hexdigest() for name, one in edition.files.items() if name != MANIFEST}
    kept = json.loads(worker.partition("const FILES = ")[2].partition(";\n")[0])
    assert kept == {("./" if name == START else name): integrity(edition.files[name]) for name in edition.kept}


def test_sizes(edition: Edition) -> None:
    """Over the wire, compressed as browsers take it: the first page, and all that is kept for use offline; and the one file as it is.

    The whole grew from 200 kB: the answers to every question, in words of their own, and what people type. The aim is 220 kB.
    """
    assert sum(len(compressed(edition.files[name])) for name in edition.first_page) < 30 * KILOBYTE
    assert sum(len(compressed(edition.files[name])) for name in [*edition.kept, WORKER]) < 275 * KILOBYTE
    assert len(edition.files[SINGLE]) < 580 * KILOBYTE  # 700 is the limit that was set


def test_the_one_file_holds_everything(edition: Edition, pack: Pack) -> None:
    """Nothing is asked for: no address in it leads to another file, and its data are those of the folder."""
    html = edition.files[SINGLE].decode()
    outside = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.findall(r'(?:src|srcset)="|url\(|@import', outside)
    assert {link for link in re.findall(r'href="([^"#]*)"', outside) if not link.startswith(("tel:", "sms:", "data:"))} == {SINGLE}
    data, app = (
        gzip.decompress(base64.b64decode(html.partition(f'id="{part}">')[2].partition("</script>")[0])) for part in ("data", "app")
    )
    held = json.loads(data)
    _, unnamed = by_place(pack, page_program())
    assert {name: held[name] for name in held if name != "about"} == json.loads(to_bytes(compact(pack, unnamed)))
    (program,) = (content for name, content in edition.files.items() if name.startswith("app."))
    assert app == program
    assert f"'{integrity(program)}'" in html.partition("script-src ")[2].partition(";")[0]


def test_every_document_has_a_page_of_its_own(edition: Edition, pack: Pack) -> None:
    """Without script every question, by its number, and the reading pages are all there; every link leads to a file of the folder."""
    config = json.loads(edition.files[START].decode().partition('id="build">')[2].partition("</script>")[0])
    assert config["pages"].keys() == set(addresses(pack))
    assert len(set(config["pages"].values())) == len(config["pages"])
    for path, name in config["pages"].items():
        assert name in edition.files
        if path.startswith("/ask/"):
            number = list(pack.questions.by_id).index(path.removeprefix("/ask/")) + 1
            assert name == f"answer-{number}.html", "the name of a page says nothing of what is asked"
        else:
            assert name == f"{path[1:].replace('/', '-')}.html"
    for name, content in edition.files.items():
        if name.endswith(".html") and name != SINGLE:
            links = re.findall(r' (?:href|src)="([^"]*)"', content.decode())
            own = {link for link in links if not link.startswith(("#", "tel:", "sms:", "data:", "./", "https://", "http://"))}
            assert own <= edition.files.keys(), name


def test_no_page_says_where_or_when_it_was_made(edition: Edition) -> None:
    for name, content in edition.files.items():
        assert str(Path.cwd()).encode() not in content, name
        assert b"/site-packages" not in content, name


@pytest.mark.parametrize(("room", "limit"), [("evaluator", 32_000), ("reading", 25_000), ("answers", 25_000)])
def test_the_rooms_of_the_engine_stay_small(room: str, limit: int) -> None:
    """The engine, what reads her answers and what answers, each under its letters of code, however they are broken into lines.

    No statement and no source stands there, nor a level of ours, but where each level becomes a verdict.
    """
    letters = 0
    for path in (PAGE / room).glob("*.js"):
        text = path.read_text(encoding="utf-8")
        letters += sum(len("".join(line.split())) for line in _code(text))
        if room != "answers":
            assert not re.search(r"self_care|contact_soon|urgent_same_day", text), path.name
        assert not re.search(r"bleeding|miscarriage|womb|coil|ovar", text), path.name
    assert limit / 2 < letters < limit


def _code(text: str) -> list[str]:
    bare = re.sub(r"/\*\*.*?\*/", "", text, flags=re.DOTALL)
    return [line for line in bare.splitlines() if line.strip() and not line.strip().startswith("//")]


@pytest.mark.parametrize("path", sorted(PAGE.rglob("*.js")), ids=lambda path: path.name)
def test_what_a_module_hands_out_is_described(path: Path) -> None:
    """JSDoc stands before every exported function and class."""
    lines = path.read_text(encoding="utf-8").splitlines()
    bare = [
        line for at, line in enumerate(lines) if re.match(r"export (async )?(function|class)", line) and not lines[at - 1].endswith("*/")
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('import * as all from "./b.js";', "write imports as"),
        ('import {a} from "./b.js"; // why', "write imports as"),
        ('import {a} from "./b.js";\nfunction twice() {}', "both name twice"),
        ('import {a} from "./b.js";\nconst one = 1, twice = {a: 2};', "both name twice"),
        ('import {\n  a,\n} from "./b.js";\nconst one = 1,\n  twice = { a: 2 };', "a.js:4: it and b.js both name twice"),
        ('import {a} from "./b.js";\nclass twice {}', "both name twice"),
    ],
)
def test_a_module_that_cannot_be_put_in_one_script_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.js").write_text(text, encoding="utf-8")
    (tmp_path / "b.js").write_text("export function a() {}\nexport const twice = 1;\n", encoding="utf-8")
    with pytest.raises(NotBundled, match=said):
        bundle([tmp_path / "a.js"])


def test_one_script_has_each_module_once_and_no_comments(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import {b} from "./b.js";\nimport {\n  c,\n} from "./c.js";\n// why\nb(c);\n', encoding="utf-8")
    (tmp_path / "b.js").write_text('import {c} from "./c.js";\n/** What. */\nexport function b() { return c; }\n', encoding="utf-8")
    (tmp_path / "c.js").write_text("/**\n * Long.\n */\nexport const c =\n  /** @type {number} */ (1);\n", encoding="utf-8")
    made = bundle([tmp_path / "a.js"], plain=True)
    assert made.splitlines() == ['"use strict";', "const c =", "(1);", "function b() { return c; }", "b(c);"]


def test_a_publisher_may_name_where_leaving_leads(pack: Pack) -> None:
    """Every way out of every page leads there, and the folder still holds the page that stands where Back leads to."""
    made = make_edition(pack, leave_to="https://weather.example/today")
    for name, content in made.files.items():
        if name.endswith(".html") and name != AWAY:
            exits = re.findall(r'<a[^>]*href="([^"]*)"[^>]*data-action="exit"', content.decode())
            assert set(exits) <= {"https://weather.example/today", "/leave"}, name
    config = json.loads(made.files[START].decode().partition('id="build">')[2].partition("</script>")[0])
    assert config["away"] == "https://weather.example/today"
    assert AWAY in made.kept


@pytest.mark.parametrize(
    "address", ["http://weather.example/", "weather", "https://a", "javascript:alert(1)", "https://x.example/?q='", ""]
)
def test_an_address_to_leave_to_that_is_none_is_refused(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["build", str(tmp_path / "site"), "--leave-to", address])
    assert ended.value.code == 2
    assert "Write it as https://" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


# Writing


def test_a_folder_is_written_and_written_again(tmp_path: Path, pack: Pack, edition: Edition) -> None:
    out = tmp_path / "site"
    write_edition(pack, out)
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert {name: first[name] for name in edition.files} == edition.files
    assert gzip.decompress(first[f"{START}.gz"]) == edition.files[START]
    write_edition(pack, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, pack: Pack) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(NotWritten, match="holds other files"):
        write_edition(pack, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_someone_added_to_a_written_folder_is_kept_and_named(tmp_path: Path, pack: Pack, edition: Edition) -> None:
    out = tmp_path / "site"
    assert write_edition(pack, out)[1] == []
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").write_text("ref", encoding="utf-8")
    (out / "old.js").write_text("", encoding="utf-8")
    for _ in range(2):
        assert write_edition(pack, out)[1] == [".git", "mine.txt", "old.js"]
    assert (out / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert (out / ".git" / "HEAD").read_text(encoding="utf-8") == "ref"
    assert (out / START).read_bytes() == edition.files[START]


def test_what_a_host_or_a_computer_puts_into_a_new_folder_is_kept(
    tmp_path: Path, edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also a header file of the host's own, which stays whatever is built after it."""
    own = {"CNAME": "guide.example", ".DS_Store": "box", ".htaccess": "Header set Mine yes"}
    for name, text in own.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for _ in range(2):
        assert main(["build", str(tmp_path)]) == 0
        assert "Kept, since this command did not write them: .DS_Store, .htaccess, CNAME." in capsys.readouterr().out
        assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in own} == own
    manifest = json.loads((tmp_path / MANIFEST).read_bytes())
    assert manifest["files"].keys() == edition.files.keys() - {MANIFEST, ".htaccess"}


def test_a_file_of_the_editions_name_that_is_not_ours_is_left_alone(tmp_path: Path, pack: Pack) -> None:
    out = tmp_path / "site"
    write_edition(pack, out)
    manifest = json.loads((out / MANIFEST).read_bytes())
    del manifest["files"][START]
    (out / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    (out / START).write_text("mine", encoding="utf-8")
    with pytest.raises(NotWritten, match=r"holds index\.html, which is not ours\. Move it"):
        write_edition(pack, out)
    assert (out / START).read_text(encoding="utf-8") == "mine"


def test_through_a_link_its_target_is_written_anew(tmp_path: Path, pack: Pack, edition: Edition) -> None:
    """A host serves the folder behind the link: the link stays one."""
    target, link = tmp_path / "public" / "now", tmp_path / "site"
    link.symlink_to(target)
    for _ in range(2):
        write_edition(pack, link)
        assert link.is_symlink()
        assert (target / START).read_bytes() == edition.files[START]
        (target / START).write_text("old", encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["public", "site"]


@pytest.mark.parametrize("out", [".", "..", "../site"])
def test_the_folder_one_is_in_cannot_be_taken_away(out: str, tmp_path: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path / "site")
    with pytest.raises(NotWritten, match=re.escape(f"OUT: {out} is the folder that you are in, or one around it. Name a folder inside it")):
        write_edition(pack, Path(out))


def test_a_file_is_no_folder(tmp_path: Path, pack: Pack) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(NotWritten, match="is a file"):
        write_edition(pack, tmp_path / "file")


def test_a_full_disk_leaves_the_old_edition_whole(tmp_path: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing half-written is left."""
    out = tmp_path / "site"
    write_edition(pack, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    written: list[Path] = []

    def full(path: Path, content: bytes) -> None:
        written.append(path)
        if len(written) > 5:
            raise OSError(28, "No space left on device")
        path.write_bytes(content)

    monkeypatch.setattr(write, "_write", full)
    with pytest.raises(NotWritten, match="no space left on device"):
        write_edition(pack, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(tmp_path / "site")]) == 0
    assert "everything in one file" in capsys.readouterr().out
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["build", str(tmp_path / "file")]) == 2
    assert "OUT: file is a file. Name a folder" in capsys.readouterr().err
