"""The pages about methods: the comparison, side by side, under each guideline, for a clinician, and one page a method."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from afterwards.contraception import SET_ASIDE
from afterwards.guide import Guide
from afterwards.pack.load import load_pack
from afterwards.web import methods, views
from afterwards.web.journey import METHODS
from afterwards.web.site import Site, posted_form

FEWEST, MOST = 2, 4
"""How many methods can be looked at side by side."""


def routes(bound: Callable[..., Any], not_found: Callable[..., Any]) -> list[Route]:
    """The addresses of these pages; none names a method or an answer. A pack without methods has none of them."""
    if load_pack().contraception is None:
        return []

    async def method(site: Site, request: Request) -> Response:
        return await _method(site, request) or await not_found(site, request)

    return [
        Route("/methods", bound(show), methods=["GET"]),
        Route("/methods", bound(act), methods=["POST"]),
        Route("/method/{number}", bound(method)),
        Route("/beside", bound(beside)),
        Route("/clinician", bound(clinician)),
        Route("/differences", bound(differ)),
    ]


async def show(site: Site, request: Request) -> Response:
    """Every method for her, as far as she has answered."""
    return _page(site, request, "methods.html", lambda guide, journey: methods.page_values(guide, journey.beside))


def _page(site: Site, request: Request, template: str, values: Callable[..., dict[str, Any]], status: int = 200, **more: Any) -> Response:
    """A page made from her guide; the start page when she has no journey, her guide when it compares no methods."""
    journey = site.journey(request)
    if journey is None:
        return RedirectResponse("/", 303)
    guide = site.guide(journey)
    if guide.person is None:
        return RedirectResponse("/guide", 303)
    if _is_emergency(guide):
        return RedirectResponse("/stop", 303)
    shared = {"edition": guide.pack.info["guidelines"][guide.guideline], "guideline": guide.guideline, "error": ""}
    return site.page(template, status, **{**shared, **values(guide, journey), **more})


def _is_emergency(guide: Guide) -> bool:
    return guide.answers["urgency"].low == guide.pack.decisions["urgency"].scale[-1]


async def act(site: Site, request: Request) -> Response:
    """Set a method aside or bring it back, read another guideline, choose methods to see side by side."""
    posted = await posted_form(request)
    journey = site.journey(request)
    if journey is None:
        return RedirectResponse("/", 303)
    pack = load_pack()
    assert pack.contraception
    offered = pack.contraception.offered
    given = journey.facts.get(SET_ASIDE, [])
    aside = [one for one in offered if isinstance(given, list) and one in given]
    last = {name: values[-1] for name, values in posted.items()}
    to = "/methods"
    if last.get("aside") in offered:
        journey.facts[SET_ASIDE] = [*aside, last["aside"]]
    elif last.get("bring_back") in aside:
        journey.facts[SET_ASIDE] = [one for one in aside if one != last["bring_back"]]
    elif last.get("guideline") in pack.info["guidelines"]:
        journey.guideline = last["guideline"]
    elif "go_on" in last:
        journey.skipped = [one for one in journey.skipped if one != METHODS]
        to = "/onward"
    elif "side_by_side" in last:
        journey.beside = [one for one in offered if one in posted.get("method", [])]
        if not FEWEST <= len(journey.beside) <= MOST:
            chose = f"You chose {len(journey.beside)}. Tick or untick some, then press the button again."
            complaint = f"Side by side: choose {FEWEST} to {MOST} methods. {chose}"
            return _page(site, request, "methods.html", lambda guide, _: methods.page_values(guide, journey.beside), 422, error=complaint)
        to = "/beside"
    return site.go(request, journey, to)


async def _method(site: Site, request: Request) -> Response | None:
    """One method's page, with her answer on it when she has a journey."""
    text = request.path_params["number"]
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    journey = site.journey(request)
    guide = site.guide(journey) if journey else None
    guide = guide if guide and guide.person and not _is_emergency(guide) else None
    pack = load_pack()
    values = methods.method_values(pack, guide, number)
    if values is None:
        return None
    edition = pack.info["guidelines"][guide.guideline if guide else next(iter(pack.info["guidelines"]))]
    return site.page("method.html", **values, guide=guide, edition=edition, **views.method_page(pack, values["method"], site.clock()))


async def beside(site: Site, request: Request) -> Response:
    """Two to four methods side by side."""
    journey = site.journey(request)
    if journey is not None and not FEWEST <= len(journey.beside) <= MOST:
        return RedirectResponse("/methods", 303)
    return _page(
        site,
        request,
        "beside.html",
        lambda guide, journey: {"guide": guide, "cards": [card for card in methods.cards(guide) if card.offer.method.id in journey.beside]},
    )


async def clinician(site: Site, request: Request) -> Response:
    """The same facts in the guideline's own names."""
    return _page(site, request, "clinician.html", lambda guide, _: methods.clinician_values(guide))


async def differ(site: Site, request: Request) -> Response:
    """The same facts under each guideline."""
    return _page(site, request, "differences.html", lambda guide, _: methods.differences(guide))
