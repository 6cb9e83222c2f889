"""The web application: routes from pages to templates. Each step is POST, then redirect, then GET.

URLs carry no answer; the journey is in the sealed cookie (see `journey`). Headers, forged posts,
sizes and faults are `protection`'s business.
"""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from afterwards.guide import Guide
from afterwards.interview import facts_shown, next_page, pages_of
from afterwards.pack.load import load_pack
from afterwards.pack.model import Page, RuleText
from afterwards.pack.told import MEDICINES, UNKNOWN
from afterwards.web import comparison, views
from afterwards.web.documents import GALLERY, about, document
from afterwards.web.figure import timeline
from afterwards.web.forms import Posted, read_page, show_page
from afterwards.web.journey import COOKIE, GUIDE, METHODS, Journey
from afterwards.web.protection import IN_THE_PAGE, LEFT, TooLarge, protect, urgent_page
from afterwards.web.site import HERE, LARGEST_BODY, MOST_FIELDS, Site, bind_to, make_site, posted_form

METHODS_ONLY = "contraception_only"
"""The guide that leads to the comparison of methods by itself; in the others she opens it."""
START = "index.html"
"""The private edition's start page, which is at `/` here."""
ENDS = (GUIDE, METHODS)
"""Pages without questions that a path may hold; each is its own address."""


def create_app(clock: Callable[[], date], key: bytes | None = None, private: Mapping[str, bytes] | None = None) -> Any:
    """The ASGI application. With a missing or damaged pack every page shows urgent help.

    `private`: the files of the private edition, by name; then the first page is its start page, which answers by itself where it can.
    """
    try:
        site = make_site(clock, key)
    except Exception:
        return protect(None)
    bound = bind_to(site)
    routes = [
        Route("/", bound(_start_page(private) if private else start), methods=["GET"]),
        *(Route(f"/{name}", _file(name, content), methods=["GET"]) for name, content in (private or {}).items() if name != START),
        Route("/", bound(begin), methods=["POST"]),
        Route("/step/{number}", bound(show_step), methods=["GET"]),
        Route("/step/{number}", bound(take_step), methods=["POST"]),
        Route("/change", bound(change), methods=["POST"]),
        Route("/stop", bound(stop)),
        Route("/guide", bound(show_guide)),
        Route("/read/{number}", bound(show_document)),
        Route("/onward", bound(onward), methods=["GET"]),
        *comparison.routes(bound, not_found),
        *(Route(path, bound(show_document)) for path in about(load_pack())),
        Route(GALLERY, bound(show_document)),
        Route("/leave", leave),
        Route("/away", bound(away)),
        Route("/return", come_back, methods=["POST"]),
        Mount("/static", StaticFiles(directory=HERE / "static"), name="static"),
    ]
    handlers: Mapping[Any, Any] = {404: bound(not_found), 405: bound(not_found), TooLarge: bound(too_large), Exception: _fault}
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False  # its redirect would be built from the Host header
    return protect(app)


def _start_page(private: Mapping[str, bytes]) -> Callable[..., Any]:
    """The start page of the private edition, as it was built; one that has to say that it is past its day is made anew."""

    async def start_private(site: Site, request: Request) -> Response:
        if load_pack().past_due(site.clock()):
            return _start(site, "")
        return HTMLResponse(private[START], headers={"Content-Security-Policy": IN_THE_PAGE})

    return start_private


def _file(name: str, content: bytes) -> Callable[..., Any]:
    kind = mimetypes.guess_type(name)[0]
    headers = {"Vary": "Accept-Encoding", **({"Content-Security-Policy": IN_THE_PAGE} if name == "sw.js" else {})}
    packed = gzip.compress(content, 9, mtime=0)  # it is the same for everyone, so its length tells nothing

    async def send_file(request: Request) -> Response:
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(packed, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
        return Response(content, media_type=kind, headers=headers)

    return send_file


async def _fault(request: Request, fault: Exception) -> Response:
    return urgent_page(500)


async def start(site: Site, request: Request) -> Response:
    """The start page."""
    return _start(site, "")


def _start(site: Site, error: str) -> Response:
    pack = load_pack()
    shown = {key: pack.statements[pack.info["start"][key]] for key in ("lede", "privacy")}
    help_lines = [pack.statements[name] for name in pack.info["start"]["help"]]
    status = 422 if error else 200
    return site.page(
        "start.html", status, guides=pack.facts["guide"], articles=pack.articles, help_lines=help_lines, error=error, boot="", **shown
    )


async def begin(site: Site, request: Request) -> Response:
    """Choose a guide: a new journey."""
    posted = await posted_form(request)
    pack = load_pack()
    chosen = posted.get("guide", [""])[-1]
    if chosen not in pack.facts["guide"].values:
        return _start(site, "Where you are now: choose one of the three, then press Start.")
    journey = Journey({"guide": chosen})
    if chosen != METHODS_ONLY:
        journey.skipped = [METHODS]
    return _onward(site, request, journey)


def _onward(site: Site, request: Request, journey: Journey) -> Response:
    """The next page that is due, the stop page, or the guide."""
    guide = site.guide(journey)
    if _must_stop(guide):
        _keep_way_back(guide, journey)
        return site.go(request, journey, "/stop")
    page = next_page(guide, journey.skipped)
    if page is None:
        end = GUIDE if METHODS in journey.skipped or not guide.person else METHODS
        if journey.path[-1:] != [end]:
            journey.go(end)
        return site.go(request, journey, f"/{end}")
    number = len(journey.path) if journey.path[-1:] == [page.id] else journey.go(page.id)
    return site.go(request, journey, f"/step/{number}")


async def onward(site: Site, request: Request) -> Response:
    """The next page that is due."""
    journey = site.journey(request)
    return RedirectResponse("/", 303) if journey is None else _onward(site, request, journey)


def _must_stop(guide: Guide) -> bool:
    urgency = guide.answers["urgency"]
    return urgency.low == guide.pack.decisions["urgency"].scale[-1]


def _stopping(guide: Guide) -> list[RuleText]:
    """The rules that make it an emergency."""
    decision = guide.pack.decisions["urgency"]
    return [decision.rules[one.id] for one in guide.answers["urgency"].reasons if one.certain and one.level == decision.scale[-1]]


def _keep_way_back(guide: Guide, journey: Journey) -> None:
    """The stop page leads back to the last page: it must hold an answer that the emergency hangs on.

    It does not when she changed another answer first; then the page with the answer is put on her path.
    """
    facts = views.ways_to_tell(guide, (fact for rule in _stopping(guide) for fact in rule.when))
    last = next((page for page in reversed(journey.path) if page not in ENDS), "")
    if not any(page.id == last and facts & {*page.facts} for page in pages_of(guide)):
        journey.go(views.page_for(guide, facts))


def _page_at(guide: Guide, journey: Journey, number: int) -> Page | None:
    if not 1 <= number <= len(journey.path):
        return None
    return next((page for page in pages_of(guide) if page.id == journey.path[number - 1]), None)


def _number(request: Request) -> int:
    """The number in the address, from 1; 0 for an address that is none of ours."""
    text = request.path_params["number"]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


async def show_step(site: Site, request: Request) -> Response:
    """One question page, filled with what she told before."""
    journey = site.journey(request)
    if journey is None:
        return RedirectResponse("/", 303)
    number = _number(request)
    guide = site.guide(journey)
    page = _page_at(guide, journey, number)
    if page is None:
        last = journey.path[-1:] or [GUIDE]
        return RedirectResponse(f"/{last[0]}" if last[0] in ENDS else f"/step/{len(journey.path)}", 303)
    return _question(site, guide, journey, page, number, None, {})


def _question(
    site: Site, guide: Guide, journey: Journey, page: Page, number: int, posted: Posted | None, errors: Mapping[str, str]
) -> Response:
    fields = show_page(facts_shown(guide, page), page.boxes, journey.facts, journey.items, posted, errors)
    before = journey.path[number - 2] if number > 1 else ""
    back = "/" if not before else f"/{before}" if before in ENDS else f"/step/{number - 1}"
    urgent = guide.answers["urgency"]
    scale = guide.pack.decisions["urgency"].scale
    usual = guide.pack.info["usual_pages"]
    return site.page(
        "question.html",
        422 if errors else 200,
        page=page,
        pages=usual[str(journey.facts["guide"])],
        fields=fields,
        errors=[(field.target, errors[field.entry.name]) for field in fields if field.error],
        heading=page.title or fields[0].entry.question,
        single=len(fields) == 1 or page.checks,
        why=guide.pack.statements[page.why],
        back=back,
        number=number,
        none_ticked=posted is not None and "none_of_these" in posted if posted is not None else _all_no(journey, page),
        unsure_ticked="not_sure" in posted if posted is not None else any(journey.facts.get(fact) == UNKNOWN for fact in page.facts),
        can_skip=page.topic not in ("today", METHODS),
        early_look=page.topic == METHODS,
        medicine_names=_medicine_names(guide, page),
        today_card=_today_card(guide) if scale.index(urgent.low) >= scale.index("urgent_same_day") else None,
    )


def _medicine_names(guide: Guide, page: Page) -> list[str]:
    """The names offered on the page that asks for medicines."""
    held = guide.pack.contraception
    if held is None or MEDICINES not in page.facts:
        return []
    return sorted({name for one in held.medicines.values() for name in (one.name, *one.brands)}, key=str.casefold)


def _all_no(journey: Journey, page: Page) -> bool:
    told = [journey.facts[fact] for fact in page.facts if fact in journey.facts]
    return bool(told) and all(one == "no" for one in told)


def _today_card(guide: Guide) -> dict[str, Any]:
    """What already needs help, and whom to call, above the questions that are left."""
    low = guide.answers["urgency"].low
    decision = guide.pack.decisions["urgency"]
    held = [decision.rules[one.id] for one in guide.answers["urgency"].reasons if one.certain and one.level == low]
    says = dict.fromkeys([decision.levels[low].says, *(statement for rule in held for statement in rule.say)])
    return {"lines": [(statement, guide.voice.say(statement)) for statement in says], "level": low}


async def take_step(site: Site, request: Request) -> Response:
    """Answers of one page: kept, then onward; or back to the page with every complaint."""
    posted = await posted_form(request)
    journey = site.journey(request)
    if journey is None:
        return RedirectResponse("/", 303)
    number = _number(request)
    guide = site.guide(journey)
    page = _page_at(guide, journey, number)
    if page is None:
        return RedirectResponse("/guide", 303)
    journey.path = journey.path[:number]
    if "skip" in posted and page.topic != "today":
        journey.skipped = [*(topic for topic in journey.skipped if topic != page.topic), page.topic]
        return _onward(site, request, journey)
    found = read_page(facts_shown(guide, page), page.boxes, posted, guide.today, guide)
    if found.errors:
        return _question(site, guide, journey, page, number, posted, found.errors)
    for fact in page.facts:
        journey.facts.pop(fact, None)
        journey.items.pop(fact, None)
    journey.facts.update(found)
    journey.items.update(found.points)
    return _onward(site, request, journey)


async def change(site: Site, request: Request) -> Response:
    """Open one page again, or a topic she had left for another day. The page's name is in the body, not in the URL."""
    posted = await posted_form(request)
    journey = site.journey(request)
    if journey is None:
        return RedirectResponse("/", 303)
    guide = site.guide(journey)
    topic = posted.get("topic", [""])[-1]
    if topic in journey.skipped:
        journey.skipped = [one for one in journey.skipped if one != topic]
        return _onward(site, request, journey)
    wanted = posted.get("page", [""])[-1]
    page = next((page for page in pages_of(guide) if page.id == wanted), None)
    if page is None:
        return _onward(site, request, journey)
    journey.skipped = [one for one in journey.skipped if one != page.topic]
    return site.go(request, journey, f"/step/{journey.go(page.id)}")


async def stop(site: Site, request: Request) -> Response:
    """An emergency: the journey ends here with one thing to do."""
    journey = site.journey(request)
    if journey is None:
        return RedirectResponse("/", 303)
    guide = site.guide(journey)
    if not _must_stop(guide):
        return RedirectResponse("/guide", 303)
    decision = guide.pack.decisions["urgency"]
    level = decision.levels[decision.scale[-1]]
    held = _stopping(guide)
    return site.page(
        "stop.html",
        guide=guide,
        answer=guide.answers["urgency"],
        says=level.says,
        reasons=list(dict.fromkeys(rule.if_ for rule in held)),
        tells=list(dict.fromkeys(rule.tell for rule in held if rule.tell)),
        lines=list(dict.fromkeys(statement for rule in held for statement in rule.say)),
        do=list(dict.fromkeys(one for rule in held for one in rule.do or level.do)),
        tell=level.tell,
        back=_last_step(journey),
    )


def _last_step(journey: Journey) -> str:
    steps = [place for place, page in enumerate(journey.path, start=1) if page not in ENDS]
    return f"/step/{steps[-1]}" if steps else "/"


async def show_guide(site: Site, request: Request) -> Response:
    """Her guide, as far as she has answered."""
    journey = site.journey(request)
    if journey is None:
        return RedirectResponse("/", 303)
    guide = site.guide(journey)
    if _must_stop(guide):
        return RedirectResponse("/stop", 303)
    return site.page("guide.html", **guide_values(site, guide, journey))


def guide_values(site: Site, guide: Guide, journey: Journey) -> dict[str, Any]:
    """What the guide's template shows."""
    parts = views.sections(guide, site.sentences, journey.skipped)
    days = guide.told.days_since_loss
    return {
        "guide": guide,
        "summary": views.summary(guide),
        "heading": "Your guide for today" if days is None else f"Today is day {days}",
        "parts": parts,
        "figure": timeline(guide),
        "told": views.told_rows(guide),
        "back": _last_step(journey),
        "level_names": views.LEVELS,
        "lede": [part.answer_lines[0] for part in parts if part.decision and part.answer_lines][:2],
    }


async def show_document(site: Site, request: Request) -> Response:
    """A page that is the same for everyone (see `documents`)."""
    pack = load_pack()
    found = document(pack, request.url.path, site.clock())
    if found is None:
        return await not_found(site, request)
    template, values = found
    return site.page(template, **values)


async def leave(request: Request) -> Response:
    """Leave quickly: the journey ends, and for a while every page here is empty, so that Back shows nothing."""
    response = RedirectResponse("/away", 303)
    secure = request.url.scheme == "https"
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict", secure=secure)
    response.set_cookie(LEFT, "1", httponly=True, samesite="strict", path="/", max_age=600, secure=secure)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


async def away(site: Site, request: Request) -> Response:
    """An empty page with a neutral title."""
    return site.page("away.html", boot="")


async def come_back(request: Request) -> Response:
    """Open the site again after leaving."""
    response = RedirectResponse("/", 303)
    response.delete_cookie(LEFT, path="/", httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return response


async def not_found(site: Site, request: Request, refused: HTTPException | None = None) -> Response:
    """A page that does not exist (404), or one that is not asked for in this way (405)."""
    text = "The address is not one of ours. Nothing you told us is lost."
    response = site.page("message.html", refused.status_code if refused else 404, heading="There is no such page", text=text)
    response.headers.update(refused.headers or {} if refused else {})
    return response


async def too_large(site: Site, request: Request, *_: Any) -> Response:
    """A body no page of ours would send."""
    text = (
        f"What was sent is larger than {LARGEST_BODY // 1024} KB or has more than {MOST_FIELDS} fields. Nothing you told us before is lost."
    )
    return site.page("message.html", 413, heading="That was too much to read", text=f"{text} Go back and answer the page again.")
