"""The desk's pages. Each verdict is on the disk before the page answers; nothing but drafts and records is ever written."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from afterwards import clock
from afterwards.pack.reading import PackError
from afterwards.pack.reviews import Reviewer
from afterwards.review.desk.desk import FIELDS, Desk
from afterwards.review.desk.guard import RequestRefused, answer_fault, posted, protect
from afterwards.review.desk.history import earlier_wordings
from afterwards.review.desk.material import Material, Shelf, count, state_of
from afterwards.review.desk.page import HERE
from afterwards.review.desk.reading import Cost
from afterwards.review.desk.sheet import printed
from afterwards.review.desk.sign_page import sign_page
from afterwards.review.records import Verdict, gone
from afterwards.review.signing import Pace, SigningError, check_reviewer, note
from afterwards.site.pages import STYLE

PAGE = 20
"""Units on one page of a list."""
MOST_FOUND = 100
"""Units on the page of a search."""


def create_desk(root: Path, today: Callable[[], date]) -> ASGIApp:
    """The desk over the pack in `root`. Raises `PackError` when the pack is damaged."""
    desk = Desk(root, today, Shelf(root))
    desk.shelf.open()

    def bind(handler: Callable[[Desk, Request, Reviewer], Awaitable[Response]]) -> Callable[[Request], object]:
        async def bound(request: Request) -> Response:
            reviewer = desk.who(request)
            if reviewer is None:
                return RedirectResponse("/who", 303)
            response: Response = await handler(desk, request, reviewer)
            return response

        return bound

    async def who(request: Request) -> Response:
        return await _who(desk, request)

    routes = [
        Route("/who", who, methods=["GET", "POST"]),
        Route("/", bind(_topics)),
        Route("/item", bind(_item), methods=["GET", "POST"]),
        Route("/next", bind(_next)),
        Route("/list", bind(_list), methods=["GET", "POST"]),
        Route("/people", bind(_people)),
        Route("/search", bind(_search)),
        Route("/page", bind(_page)),
        Route("/sign", bind(sign_page), methods=["GET", "POST"]),
        Route("/static/{name}", _static),
    ]
    return protect(
        Starlette(routes=routes, exception_handlers={RequestRefused: answer_fault, PackError: answer_fault, Exception: answer_fault})
    )


async def _static(request: Request) -> Response:
    places = {"style.css": STYLE, **{path.name: path for path in (HERE / "static").iterdir()}}
    path = places.get(request.path_params["name"])
    return FileResponse(path) if path else Response(status_code=404)


async def _who(desk: Desk, request: Request) -> Response:
    material = desk.shelf.open()
    if request.method == "GET":
        known = desk.who(request)
        fields: Mapping[str, str] = {name: getattr(known, name) for name in FIELDS} if known else {}
        return desk.page("who.html", fields=desk.fields, given=fields, wrong="", message="", reviewer=known)
    form = await posted(request, desk.token)
    try:
        reviewer = check_reviewer(form, material.authors)
    except SigningError as error:
        wrong, _, message = str(error).partition(": ")
        message = f"{desk.fields[wrong][0]}: {message}"
        return desk.page("who.html", 422, fields=desk.fields, given=form, wrong=wrong, message=message, reviewer=desk.who(request))
    response = RedirectResponse("/", 303)
    key = secrets.token_urlsafe(24)
    desk.sitting[key] = reviewer
    response.set_cookie(desk.cookie, key, httponly=True, samesite="strict", path="/")
    return response


async def _topics(desk: Desk, request: Request, reviewer: Reviewer) -> Response:
    del request
    material, today = desk.shelf.open(), desk.clock()
    standing, records, problems = material.standing()
    mine, done = desk.noted(material, reviewer), desk.done(material, reviewer)
    left, costs = desk.left(material, reviewer, done)
    rows = []
    for topic, names in material.topics.items():
        cost = sum((costs[name] for name in names if name in costs), Cost())
        unread = sum(name not in done for name in names)
        rows.append((count(material, standing, topic, today), unread, sum(name in mine for name in names), cost))
    return desk.page(
        "topics.html",
        rows=rows,
        left=left,
        drafted=len(mine),
        records=len(records),
        gone=gone(records, material.units.values()),
        problems=problems,
        reviewer=reviewer,
    )


def _named(desk: Desk, material: Material, values: Mapping[str, str]) -> tuple[str, list[str], str]:
    """What is read in a row, its units, and the unit that an address or a form names. Raises `RequestRefused` when there is none."""
    topic, name = values.get("topic", ""), values.get("item", "")
    names = desk.queue(material, topic)
    if name and name not in material.units:
        raise RequestRefused(404, desk.say("desk.no-item"))
    return topic, names, name


def _onward(desk: Desk, material: Material, reviewer: Reviewer, values: Mapping[str, str]) -> Response:
    """To the next unit in the row that she has not read; from the end it goes on at the beginning, and when all are read to the signing."""
    topic, names, name = _named(desk, material, values)
    done = desk.done(material, reviewer)
    at = names.index(name) + 1 if name in names else 0
    following = next((one for one in (*names[at:], *names[:at]) if one not in done), "")
    return RedirectResponse(f"/item?{urlencode({'topic': topic, 'item': following})}" if following else "/sign", 303)


async def _next(desk: Desk, request: Request, reviewer: Reviewer) -> Response:
    return _onward(desk, desk.shelf.open(), reviewer, request.query_params)


async def _item(desk: Desk, request: Request, reviewer: Reviewer) -> Response:
    material = desk.shelf.open()
    if request.method == "GET":
        return _shown(desk, material, reviewer, request.query_params)
    form = await posted(request, desk.token)
    _, _, name = _named(desk, material, form)
    verdict = Verdict(name, form.get("read", ""), form.get("says", ""), form.get("why", ""))
    if wrong := _noted(desk, material, reviewer, verdict, _pace(form.get("shown", ""), form.get("counted", ""))):
        return _shown(desk, material, reviewer, form, verdict, wrong)
    return _onward(desk, material, reviewer, form)


def _moment() -> float:
    return clock.now().timestamp()


def _pace(shown: str, counted: str) -> Pace | None:
    """How long the page lay before her, and how long the estimate says; None where the form does not tell."""
    try:
        return Pace(round(_moment() - float(shown), 1), float(counted))
    except ValueError:
        return None


def _noted(desk: Desk, material: Material, reviewer: Reviewer, verdict: Verdict, pace: Pace | None) -> str:
    """Keep a verdict in the draft; returns what is wrong with it, or ""."""
    if material.hashes.get(verdict.item) != verdict.read:
        return desk.say("desk.not-kept-changed")
    try:
        note(desk.root, reviewer, verdict, pace)
    except SigningError as error:
        return str(error).replace("says: ''", "Your verdict").replace("why: the", "The").replace("why: ", "Reason: ")
    return ""


def _shown(
    desk: Desk, material: Material, reviewer: Reviewer, values: Mapping[str, str], verdict: Verdict | None = None, wrong: str = ""
) -> Response:
    topic, names, name = _named(desk, material, values)
    if name not in names:
        raise RequestRefused(404, desk.say("desk.no-item-in-topic"))
    at, done = names.index(name), desk.done(material, reviewer)
    standing, seen = material.standing()[0][name], material.seen(done - {name})
    shown = material.reading(name, seen)
    return desk.page(
        "item.html",
        422 if wrong else 200,
        unit=shown.unit,
        heading=shown.heading,
        cost=shown.cost,
        made=desk.shown(material, name, seen),
        shown_at=_moment(),
        topic=topic,
        at=at + 1,
        of=len(names),
        previous=names[at - 1] if at else "",
        given=verdict or desk.noted(material, reviewer).get(name),
        wrong=wrong,
        before=earlier_wordings(desk.root, material.data, shown.unit) if standing.stale else [],
        state=state_of(standing, desk.clock()),
        asked=standing.asked,
        accepted=standing.accepted,
        left=len(set(names) - done),
        reviewer=reviewer,
    )


async def _list(desk: Desk, request: Request, reviewer: Reviewer) -> Response:
    material = desk.shelf.open()
    if request.method == "GET":
        topic, names, _ = _named(desk, material, request.query_params)
        return _listed(desk, material, reviewer, topic, names, {}, 0)
    form = await posted(request, desk.token)
    topic, names, _ = _named(desk, material, {"topic": form.get("topic", "")})
    refused: dict[str, tuple[Verdict, str]] = {}
    kept, marked = 0, [number for number in range(PAGE) if form.get(f"says-{number}") or form.get(f"why-{number}", "").strip()]
    for number in marked:
        name = form.get(f"item-{number}", "")
        if name not in material.units:
            continue
        verdict = Verdict(name, form.get(f"read-{number}", ""), form.get(f"says-{number}", ""), form.get(f"why-{number}", ""))
        # A page of several is timed as a whole: each verdict has its share of it.
        whole = _pace(form.get("shown", ""), form.get(f"counted-{number}", ""))
        pace = Pace(round(whole.took / len(marked), 1), whole.counted) if whole else None
        if wrong := _noted(desk, material, reviewer, verdict, pace):
            refused[name] = (verdict, wrong)
        else:
            kept += 1
    if not refused:
        return RedirectResponse(f"/list?{urlencode({'topic': topic})}", 303)
    return _listed(desk, material, reviewer, topic, names, refused, kept)


def _listed(
    desk: Desk, material: Material, reviewer: Reviewer, topic: str, names: list[str], refused: Mapping[str, tuple[Verdict, str]], kept: int
) -> Response:
    """A list of what is open; after a form that was not kept whole, of what was not kept."""
    done = desk.done(material, reviewer)
    unread, seen = [name for name in names if name not in done], material.seen(done)
    rows = []
    for name in refused or unread[:PAGE]:
        shown, (verdict, wrong) = material.reading(name, seen), refused.get(name, (None, ""))
        rows.append((shown.unit, shown.heading, desk.shown(material, name, seen), shown.cost, verdict, wrong))
        seen.add(material.data, material.contents, shown.unit)
    return desk.page(
        "list.html",
        422 if refused else 200,
        topic=topic,
        shown=rows,
        shown_at=_moment(),
        left=len(unread),
        kept=kept,
        wrong=len(refused),
        printable=topic in material.topics,
        reviewer=reviewer,
    )


async def _people(desk: Desk, request: Request, reviewer: Reviewer) -> Response:
    del request
    material = desk.shelf.open()
    people, done = desk.first_people.chosen(material), desk.done(material, reviewer)
    return desk.page(
        "people.html",
        people=[(person, sum(name not in done for name in person.units)) for person in people],
        covered=len({name for person in people for name in person.units}),
        all=sum(unit.kind in ("answer", "rule", "plan") for unit in material.units.values()),
        working=desk.first_people.working(material),
        reviewer=reviewer,
    )


async def _search(desk: Desk, request: Request, reviewer: Reviewer) -> Response:
    """The units whose name or words hold every word that was sought, in the order of risk."""
    material = desk.shelf.open()
    sought = request.query_params.get("q", "")[:100].strip()
    words = sought.casefold().split()
    matches = [name for name, text in material.searched.items() if all(word in text for word in words)] if words else []
    seen = material.seen(())
    rows = [(material.units[name], material.reading(name, seen).heading) for name in matches[:MOST_FOUND]]
    return desk.page("search.html", sought=sought, matches=rows, number=len(matches), reviewer=reviewer)


async def _page(desk: Desk, request: Request, reviewer: Reviewer) -> Response:
    del reviewer
    material = desk.shelf.open()
    topic, _, _ = _named(desk, material, request.query_params)
    if topic not in material.topics:
        raise RequestRefused(404, desk.say("desk.no-topic"))
    return HTMLResponse(printed(material, topic, desk.clock(), linked=True))
