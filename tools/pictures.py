"""Makes the pictures for the README, docs/pictures/*.png: an answer, the start, a question, the plan, methods.

Run `.venv/bin/python tools/pictures.py` after a change of what the pages look like. It starts a server of its own and needs chromium.
The people and the pages are those of `tests/browser/places.py`.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import FLAGS, TODAY, serve  # noqa: E402
from tests.browser.places import BY_NAME, HOLD  # noqa: E402
from tests.browser.walk import ready  # noqa: E402

from afterwards import load_pack  # noqa: E402
from afterwards.site.edition import make_edition  # noqa: E402
from afterwards.site.protection import hand_out  # noqa: E402

OUT = ROOT / "docs" / "pictures"
LARGEST = 150_000
"""Bytes of one picture: the README opens quickly."""
PHONE, DESK = (390, 844), (1200, 760)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: where, on which screen, and whether it is dark."""

    name: str
    place: str
    size: tuple[int, int] = PHONE
    dark: bool = False


PICTURES = (
    Picture("answer", "answer-not-yet"),
    Picture("start", "start"),
    Picture("question", "radios"),
    Picture("guide-phone", "guide", dark=True),
    Picture("guide", "guide", DESK),
    Picture("methods", "answer-methods", dark=True),
)


def main() -> int:
    """Make them all; returns the exit status."""
    path = shutil.which("chromium")
    if path is None:
        print("chromium is missing. Run 'sh tools/browser.sh'.", file=sys.stderr)
        return 1
    serving = serve(hand_out(make_edition(load_pack()).files, lambda: False))
    site = next(serving)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for picture in PICTURES:
            context = browser.new_context(
                viewport={"width": picture.size[0], "height": picture.size[1]}, color_scheme="dark" if picture.dark else "light"
            )
            page = context.new_page()
            page.clock.set_fixed_time(f"{TODAY.isoformat()}T12:00:00")
            page.add_init_script(HOLD)
            ready(page, site.address)
            BY_NAME[picture.place].enter(page)
            page.evaluate("document.activeElement.blur()")
            made = page.screenshot()
            if len(made) > LARGEST:
                print(f"{picture.name}: {len(made)} bytes, more than {LARGEST}. Show less on it.", file=sys.stderr)
                return 1
            (OUT / f"{picture.name}.png").write_bytes(made)
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
