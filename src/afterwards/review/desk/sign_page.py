"""The desk's page of signing: what is signed is exactly what it showed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from afterwards.pack.reviews import Reviewer
from afterwards.review.desk.desk import SAYS, Desk
from afterwards.review.desk.guard import posted
from afterwards.review.records import ACCEPT, Verdict
from afterwards.review.signing import SigningError, draft, sign
from afterwards.wording import long_date

HALF_A_YEAR = timedelta(days=182)


async def sign_page(desk: Desk, request: Request, reviewer: Reviewer) -> Response:
    """What is to be signed, and the signing of it."""
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
        topic: [sum(verdicts[name].says == says for name in names if name in verdicts) for says in SAYS]
        for topic, names in material.topics.items()
    }
    stale = [name for name in draft(desk.root, reviewer) if name not in verdicts]
    return desk.page(
        "sign.html",
        status,
        topics={topic: numbers for topic, numbers in topics.items() if any(numbers)},
        number=len(verdicts),
        others=[(one, material.units[one.item].topic) for one in verdicts.values() if one.says != ACCEPT],
        stale=[(name, material.units[name].topic) for name in stale if name in material.units],
        mark=_mark(verdicts),
        given=fields,
        wrong=wrong,
        reviewer=reviewer,
    )


def _mark(verdicts: Mapping[str, Verdict]) -> str:
    """What stands on the page of signing, so that nothing else is signed."""
    verdict_rows = sorted((one.item, one.read, one.says, one.why) for one in verdicts.values())
    return hashlib.sha256(json.dumps(verdict_rows).encode()).hexdigest()


def _day(desk: Desk, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise SigningError(desk.say("desk.due-not-a-date", given=text[:40])) from None
