"""The desk's pages. Each verdict is on the disk before the page answers; nothing but drafts and records is ever written."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from afterwards.pack.reading import PackError
from afterwards.pack.reviews import Reviewer
from afterwards.review.desk.guard import RequestRefused, answer_fault, posted, protect
from afterwards.review.desk.history import before, file_of
from afterwards.review.desk.material import Material, Shelf, count, state_of
from afterwards.review.desk.phrases import TOPICS
from afterwards.review.desk.sheet import HERE, environment, printed
from afterwards.review.desk.words import say
from afterwards.review.records import Verdict
from afterwards.review.signing import SigningError, check_reviewer, draft, note, sign
from afterwards.site.pages import STYLE
from afterwards.wording import long_date

PAGE = 20
"""Items on one page of a list."""
HALF_A_YEAR = timedelta(days=182)
FIELDS = {
    "name": ("desk.your-name", "desk.your-name-hint"),
    "role": ("desk.your-role", "desk.your-role-hint"),
    "register": ("desk.your-register", "desk.your-register-hint"),
    "number": ("desk.your-number", ""),
    "interests": ("desk.your-interests", "desk.your-interests-hint"),
}
"""What is asked of a reviewer: the label and the hint."""
SAYS = {"accept": "desk.accept", "change": "desk.change", "disagree": "desk.disagree"}
KEYS = {"accept": "a", "change": "c", "disagree": "d"}


@dataclass
class Desk:
    """One start of the desk: the pack, its clock, who sits at it, and the secret that its forms carry."""

    root: Path
    clock: Callable[[], date]
    shelf: Shelf
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    cookie: str = field(default_factory=lambda: f"desk-{secrets.token_hex(4)}")
    sitting: dict[str, Reviewer] = field(default_factory=dict)

    @cached_property
    def templates(self) -> Environment:
        """The desk's templates, with the words of the pack as it was when the desk began."""
        return environment(self.shelf.open().data)

    def say(self, statement: str, **values: object) -> str:
        """A word of the desk."""
        return say(self.shelf.open().data, statement, **values)

    @property
    def fields(self) -> dict[str, tuple[str, str]]:
        """What is asked of a reviewer, in words."""
        return {name: (self.say(label), self.say(hint) if hint else "") for name, (label, hint) in FIELDS.items()}

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A rendered page of the desk."""
        says, names = ({name: self.say(label) for name, label in labels.items()} for labels in (SAYS, TOPICS))
        made = self.templates.get_template(template).render(token=self.token, names=names, says=says, keys=KEYS, **values)
        return HTMLResponse(made, status)

    def who(self, request: Request) -> Reviewer | None:
        """Who sits there, by the browser's cookie."""
        return self.sitting.get(request.cookies.get(self.cookie, ""))

    def noted(self, material: Material, reviewer: Reviewer) -> dict[str, Verdict]:
        """The reviewer's draft on items as they are now: what has been edited since is open again."""
        return {item: one for item, one in draft(self.root, reviewer).items() if material.hashes.get(item) == one.read}

    def done(self, material: Material, reviewer: Reviewer) -> set[str]:
        """The items she has read as they are now, in a draft or signed."""
        standing, _, _ = material.standing()
        settled = set(self.noted(material, reviewer))
        for item, state in standing.items():
            if any(
                record.reviewer.number == reviewer.number and record.reviewer.register == reviewer.register
                for record, _ in (*state.accepted, *state.asked)
            ):
                settled.add(item)
        return settled


def create_desk(root: Path, clock: Callable[[], date]) -> ASGIApp:
    """The desk over the pack in `root`. Raises `PackError` when the pack is damaged."""
    desk = Desk(root, clock, Shelf(root))
    desk.shelf.open()

    def bind(handler: Callable[[Desk, Request, Reviewer], Any]) -> Callable[[Request], Any]:
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
        Route("/page", bind(_page)),
        Route("/sign", bind(_sign), methods=["GET", "POST"]),
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
    rows = []
    for topic, items in material.topics.items():
        unread = sum(item not in done for item in items)
        rows.append((count(material, standing, topic, today), unread, sum(item in mine for item in items)))
    return desk.page("topics.html", rows=rows, drafted=len(mine), records=len(records), problems=problems, reviewer=reviewer)


def _named(material: Material, values: Mapping[str, str]) -> tuple[str, str]:
    """The topic and the item that an address or a form names. Raises `RequestRefused` when there is none."""
    topic, item = values.get("topic", ""), values.get("item", "")
    if topic not in material.topics:
        raise RequestRefused(404, say(material.data, "desk.no-topic"))
    if item and item not in material.hashes:
        raise RequestRefused(404, say(material.data, "desk.no-item"))
    return topic, item


def _open_after(desk: Desk, material: Material, reviewer: Reviewer, topic: str, item: str) -> str:
    """The next item of a topic that she has not read, or ""; from the end it goes on at the beginning."""
    items, done = material.topics[topic], desk.done(material, reviewer)
    at = items.index(item) + 1 if item in items else 0
    return next((one for one in (*items[at:], *items[:at]) if one not in done), "")


async def _next(desk: Desk, request: Request, reviewer: Reviewer) -> Response:
    material = desk.shelf.open()
    topic, item = _named(material, request.query_params)
    next_item = _open_after(desk, material, reviewer, topic, item)
    return RedirectResponse(f"/item?{urlencode({'topic': topic, 'item': next_item})}" if next_item else "/sign", 303)


async def _item(desk: Desk, request: Request, reviewer: Reviewer) -> Response:
    material = desk.shelf.open()
    if request.method == "GET":
        topic, item = _named(material, request.query_params)
        return _shown(desk, material, reviewer, topic, item)
    form = await posted(request, desk.token)
    topic, item = _named(material, form)
    verdict = Verdict(item, form.get("read", ""), form.get("says", ""), form.get("why", ""))
    if wrong := _noted(desk, material, reviewer, verdict):
        return _shown(desk, material, reviewer, topic, item, verdict, wrong)
    next_item = _open_after(desk, material, reviewer, topic, item)
    return RedirectResponse(f"/item?{urlencode({'topic': topic, 'item': next_item})}" if next_item else "/sign", 303)


def _noted(desk: Desk, material: Material, reviewer: Reviewer, verdict: Verdict) -> str:
    """Keep a verdict in the draft; returns what is wrong with it, or ""."""
    if material.hashes.get(verdict.item) != verdict.read:
        return desk.say("desk.not-kept-changed")
    try:
        note(desk.root, reviewer, verdict)
    except SigningError as error:
        return str(error).replace("says: ''", "Your verdict").replace("why: the", "The").replace("why: ", "Reason: ")
    return ""


def _shown(
    desk: Desk, material: Material, reviewer: Reviewer, topic: str, item: str, verdict: Verdict | None = None, wrong: str = ""
) -> Response:
    items = material.topics[topic]
    if item not in items:
        raise RequestRefused(404, say(material.data, "desk.no-item-in-topic"))
    at = items.index(item)
    standing = material.standing()[0][item]
    source = _written(material, item)
    return desk.page(
        "item.html",
        422 if wrong else 200,
        card=material.card(item),
        topic=topic,
        at=at + 1,
        of=len(items),
        previous=items[at - 1] if at else "",
        following=items[at + 1] if at + 1 < len(items) else "",
        given=verdict or desk.noted(material, reviewer).get(item),
        wrong=wrong,
        before=before(desk.root, item, source, file_of(desk.root, item, source)),
        state=state_of(standing, desk.clock()),
        asked=standing.asked,
        accepted=standing.accepted,
        left=len(set(items) - desk.done(material, reviewer)),
        reviewer=reviewer,
    )


def _written(material: Material, item: str) -> Any:
    """An item as it stands in its file; a row of a grid as what is read of it."""
    kind, _, name = item.partition(":")
    if kind == "statement":
        return material.data["statements"][name]
    rows = [rule for decision in material.data["decisions"] for rule in decision["rules"]]
    rows += [row for plan in material.data["plan"] for row in (*plan.get("rows", ()), *plan.get("contradictions", ()))]
    return next((row for row in rows if row["id"] == name), material.contents[item])


async def _list(desk: Desk, request: Request, reviewer: Reviewer) -> Response:
    material = desk.shelf.open()
    if request.method == "GET":
        topic, _ = _named(material, request.query_params)
        done = desk.done(material, reviewer)
        unread = [item for item in material.topics[topic] if item not in done]
        shown = [(material.card(item), None, "") for item in unread[:PAGE]]
        return desk.page("list.html", topic=topic, shown=shown, left=len(unread), kept=0, wrong=0, reviewer=reviewer)
    form = await posted(request, desk.token)
    topic, _ = _named(material, {"topic": form.get("topic", "")})
    refused, kept = [], 0
    for number in range(PAGE):
        item, says = form.get(f"item-{number}", ""), form.get(f"says-{number}", "")
        why = form.get(f"why-{number}", "")
        if item not in material.hashes or not (says or why.strip()):
            continue
        verdict = Verdict(item, form.get(f"read-{number}", ""), says, why)
        if wrong := _noted(desk, material, reviewer, verdict):
            refused.append((material.card(item), verdict, wrong))
        else:
            kept += 1
    if not refused:
        return RedirectResponse(f"/list?{urlencode({'topic': topic})}", 303)
    left = len(set(material.topics[topic]) - desk.done(material, reviewer))
    return desk.page("list.html", 422, topic=topic, shown=refused, left=left, kept=kept, wrong=len(refused), reviewer=reviewer)


async def _page(desk: Desk, request: Request, reviewer: Reviewer) -> Response:
    del reviewer
    material = desk.shelf.open()
    topic, _ = _named(material, request.query_params)
    return HTMLResponse(printed(material, topic, desk.clock(), linked=True))


def _mark(verdicts: Mapping[str, Verdict]) -> str:
    """What stands on the page of signing, so that nothing else is signed."""
    verdict_rows = sorted((one.item, one.read, one.says, one.why) for one in verdicts.values())
    return hashlib.sha256(json.dumps(verdict_rows).encode()).hexdigest()


async def _sign(desk: Desk, request: Request, reviewer: Reviewer) -> Response:
    material, today = desk.shelf.open(), desk.clock()
    verdicts = desk.noted(material, reviewer)
    fields = {"due": (today + HALF_A_YEAR).isoformat(), "remarks": "", "read_all": ""}
    wrong, status = "", 200
    if request.method == "POST":
        form = await posted(request, desk.token)
        fields |= {name: form.get(name, "") for name in fields}
        try:
            if form.get("mark") != _mark(verdicts):
                raise SigningError(desk.say("desk.not-what-was-shown"))
            if not fields["read_all"]:
                raise SigningError(desk.say("desk.tick-the-box"))
            due = _day(desk, fields["due"])
            path = sign(desk.root, reviewer, list(verdicts.values()), material.hashes, signed=today, due=due, remarks=fields["remarks"])
            return desk.page(
                "signed.html", number=len(verdicts), due=long_date(due), file=f"{path.parent.name}/{path.name}", reviewer=reviewer
            )
        except SigningError as error:
            wrong, status = str(error), 422
    topics = {
        topic: [sum(verdicts[item].says == says for item in items if item in verdicts) for says in SAYS]
        for topic, items in material.topics.items()
    }
    stale = [item for item in draft(desk.root, reviewer) if item not in verdicts]
    return desk.page(
        "sign.html",
        status,
        topics={topic: numbers for topic, numbers in topics.items() if any(numbers)},
        number=len(verdicts),
        others=[(one, material.places[one.item][0]) for one in verdicts.values() if one.says != "accept"],
        stale=[(item, material.places[item][0]) for item in stale if item in material.hashes],
        mark=_mark(verdicts),
        given=fields,
        wrong=wrong,
        reviewer=reviewer,
    )


def _day(desk: Desk, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise SigningError(desk.say("desk.due-not-a-date", given=text[:40])) from None
