"""How long the private edition takes from a press of Continue to the next page, beside the server edition, on a slowed-down processor.

Both editions walk the same journey in the same Chromium, four times slower than this machine (`--slower`). Of the private edition the time
runs from the press until the new page is in place and laid out; of the server edition from the press until the new page has loaded,
the server being on this machine, so that no network stands between. A change made from the finished guide is measured by itself.
Not measured: the first visit, printing, and a real phone.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from datetime import date
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser import walk
from tests.browser.conftest import FLAGS, serve
from tests.browser.places import SETTLED
from tests.build.steps import begin, ready

from afterwards.build.edition import make_edition
from afterwards.pack import load_pack
from afterwards.web.app import create_app

TODAY = date(2026, 11, 24)
IN_PAGE = """async (button) => {
    const before = document.querySelector("main"), form = button.form, began = performance.now();
    form.requestSubmit(button);
    while (document.querySelector("main") === before) await null;
    document.body.getBoundingClientRect();
    return performance.now() - began;
}"""
FULL_LOAD = "() => { const [one] = performance.getEntriesByType('navigation'); return one.loadEventEnd || one.domComplete; }"


def pressed(page: Page, name: str) -> float:
    """Milliseconds from the press of a button until the page put in place is laid out."""
    return float(page.get_by_role("button", name=name).first.evaluate(IN_PAGE))


def in_the_page(page: Page, address: str) -> tuple[list[float], list[float]]:
    """Each step of a journey, and changes made from the finished guide."""
    ready(page, address)
    begin(page, SETTLED)
    steps, changes = [], []
    while walk.kind(page) == "question":
        walk.answer(page, SETTLED)
        steps.append(pressed(page, "Continue"))
    for _ in range(20):
        page.get_by_text("See or change your answers").click()
        pressed(page, "Change how the bleeding") if page.get_by_role("button", name="Change how the bleeding").count() else pressed(
            page, "Change"
        )
        changes.append(pressed(page, "Continue"))
    return steps, changes


def on_the_server(page: Page, address: str) -> list[float]:
    """Each step of the same journey without script."""
    page.goto(address)
    walk.begin(page, SETTLED)
    steps = []
    while walk.kind(page) == "question":
        walk.answer(page, SETTLED)
        walk.go_on(page)
        steps.append(float(page.evaluate(FULL_LOAD)))
    return steps


def slowed(page: Page, times: int) -> Page:
    """The page on a processor so many times slower."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})
    return page


def p95(times: list[float]) -> float:
    """The time within which 95 of 100 were."""
    return quantiles(times, n=20)[-1]


def main() -> None:
    """Print the figures of both editions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slower", type=int, default=4, help="how many times slower than this machine (default 4)")
    options = parser.parse_args()
    app = create_app(lambda: TODAY, private=make_edition(load_pack(), server=True).files)
    for site in serve(app):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            own = slowed(browser.new_context(base_url=site.address).new_page(), options.slower)
            own.clock.set_fixed_time(f"{TODAY.isoformat()}T12:00:00")
            own.add_init_script(
                "performance.now = ((now) => () => now())(performance.timeOrigin ? performance.now.bind(performance) : Date.now);"
            )
            steps, changes = in_the_page(own, f"{site.address}/")
            plain = slowed(browser.new_context(base_url=site.address, java_script_enabled=False).new_page(), options.slower)
            theirs: list[float] = []
            for _ in range(1):
                theirs += on_the_server(plain, f"{site.address}/")
            browser.close()
    print(f"{options.slower} times slower than this machine; milliseconds, median and 95 of 100")
    for name, times in (("private edition, a step", steps), ("private edition, a change", changes), ("server edition, a step", theirs)):
        print(f"  {name:<26} {median(times):6.1f} {p95(times):6.1f}   ({len(times)} times, {median(times) / median(steps):.1f} x)")


if __name__ == "__main__":
    main()
