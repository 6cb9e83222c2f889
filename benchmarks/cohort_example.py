"""The worked example of docs/embed-cohort.md: who, of made-up women, gets another category under UK, US and WHO guidance; as text and SVG.

`python benchmarks/cohort_example.py FOLDER` draws the women and evaluates them three times, as the page shows; `--write` puts the
picture and the table into docs. Every share of the women is made up, so nothing here says how often anything happens.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from afterwards import Pack, load_pack
from afterwards.cli import main as afterwards
from women import women

DOCS = Path(__file__).parent.parent / "docs"
WOMEN, SEED, TODAY = 20_000, 17, "2026-11-24"
GUIDELINES = ("uk", "us", "who")
PAIRS = (("uk", "us"), ("uk", "who"), ("us", "who"))
COLOURS = ("#005eb8", "#7c2855", "#00703c")
"""Dark enough on white for 4.5 to 1."""
BEGIN, END = "<!-- made by benchmarks/cohort_example.py -->", "<!-- end -->"
Shares = Mapping[str, Mapping[tuple[str, str], float]]
"""Of each method, and of each pair of guidelines, how many of 1,000 women get another category."""


def draw(pack: Pack, folder: Path) -> Path:
    """The table of women."""
    path = folder / "women.parquet"
    pq.write_table(women(pack, WOMEN, SEED), path)
    return path


def different(pack: Pack, folder: Path) -> Shares:
    """What differs between the answers in `folder/uk`, `folder/us` and `folder/who`."""
    answers = {name: pq.read_table(folder / name / "answers.parquet") for name in GUIDELINES}
    assert pack.contraception
    shares: dict[str, dict[tuple[str, str], float]] = {}
    for method in pack.contraception.offered:
        compared = ~answers["uk"].column(f"{method}_settled").is_null().to_numpy()
        categories = {name: table.column(f"{method}_high").fill_null(0).to_numpy()[compared] for name, table in answers.items()}
        shares[method] = {pair: round(1000 * float(np.mean(categories[pair[0]] != categories[pair[1]])), 0) for pair in PAIRS}
    return shares


def as_table(pack: Pack, shares: Shares) -> str:
    """As Markdown."""
    lines = ["| of 1,000 made-up women, another category under | " + " | ".join(f"{a.upper()} and {b.upper()}" for a, b in PAIRS) + " |"]
    lines.append("|---|" + "---:|" * len(PAIRS))
    for method, row in shares.items():
        lines.append(f"| {_name(pack, method)} | " + " | ".join(f"{row[pair]:.0f}" for pair in PAIRS) + " |")
    return "\n".join(lines) + "\n"


def as_svg(pack: Pack, shares: Shares) -> str:
    """As bars: a method a group, a pair of guidelines a bar."""
    left, width, bar, gap, top = 190, 420, 14, 14, 58
    most = max(max(row.values()) for row in shares.values()) or 1
    height = top + len(shares) * (len(PAIRS) * bar + gap) + 30
    title = "Made-up women who get another category, of 1,000"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {height}" role="img" aria-labelledby="title" font-family="sans-serif">',
        f'<title id="title">{title}</title>',
        f'<rect width="720" height="{height}" fill="#fff"/>',
        f'<text x="10" y="22" font-size="16" font-weight="bold" fill="#212b32">{title}</text>',
    ]
    for number, (first, second) in enumerate(PAIRS):
        x = left + number * 140
        lines.append(f'<rect x="{x}" y="34" width="12" height="12" fill="{COLOURS[number]}"/>')
        lines.append(f'<text x="{x + 18}" y="45" font-size="13" fill="#212b32">{first.upper()} and {second.upper()}</text>')
    y = top
    for method, row in shares.items():
        lines.append(
            f'<text x="{left - 10}" y="{y + 26}" font-size="13" text-anchor="end" fill="#212b32">{escape(_name(pack, method))}</text>'
        )
        for number, pair in enumerate(PAIRS):
            length = width * row[pair] / most
            lines.append(f'<rect x="{left}" y="{y}" width="{length:.1f}" height="{bar - 2}" fill="{COLOURS[number]}"/>')
            lines.append(f'<text x="{left + length + 6:.1f}" y="{y + 10}" font-size="11" fill="#212b32">{row[pair]:.0f}</text>')
            y += bar
        y += gap
    note = "Shares of the women are made up. Not medically reviewed."
    lines += [f'<text x="10" y="{y + 12}" font-size="12" fill="#4c6272">{note}</text>', "</svg>"]
    return "\n".join(lines) + "\n"


def _name(pack: Pack, method: str) -> str:
    assert pack.contraception
    return pack.contraception.methods[method].name


def main() -> int:
    """Draw, evaluate, compare."""
    parser = argparse.ArgumentParser(description="The worked example of docs/embed-cohort.md.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="put the picture and the table into docs")
    options = parser.parse_args()
    pack = load_pack()
    options.folder.mkdir(parents=True, exist_ok=True)
    table = draw(pack, options.folder)
    for guideline in GUIDELINES:
        command = ["cohort", str(table), str(options.folder / guideline), "--guideline", guideline, "--today", TODAY, "--closed-world"]
        if status := afterwards(command):
            return status
    shares = different(pack, options.folder)
    (options.folder / "cohort.svg").write_text(as_svg(pack, shares), encoding="utf-8")
    print(as_table(pack, shares), end="")
    if options.write:
        (DOCS / "pictures" / "cohort.svg").write_text(as_svg(pack, shares), encoding="utf-8")
        page = DOCS / "embed-cohort.md"
        before, rest = page.read_text(encoding="utf-8").split(BEGIN)
        page.write_text(f"{before}{BEGIN}\n{as_table(pack, shares)}{END}{rest.split(END)[1]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
