"""A page sent with something wrong on it: what must come back."""

from __future__ import annotations

from collections.abc import Mapping

from tests.web.conftest import Visit
from tests.web.pages import Entered, Page
from tests.web.personas import HAD_SEX, WELL
from tests.web.walker import Facts, Form, Walker

HEAVY = {**WELL, "bleeding_now": "heavy"}
BEFORE: Mapping[str, Facts] = {
    "bleeding": {"guide": "after_loss"},
    "pads": {key: value for key, value in HEAVY.items() if key not in ("pads_soaked_per_hour", "hours_soaking")},
    "temperature": {**WELL, "feels_feverish": "yes"},
    "words": WELL,
    "when": WELL,
    "weeks": WELL,
    "hours": {**WELL, **HAD_SEX},
    "days": {**WELL, **HAD_SEX, "hours_since_unprotected_sex": "unknown"},
    "mood": {"guide": "after_loss"},
    "distress": WELL,
}
"""What was told before each page; where the page's own fact is among it, it must stay as it was."""
NOT_SURE = "If you do not know, choose 'I'm not sure'"


def send(put: Visit, page: str, form: Form) -> tuple[Walker, Page, Page]:
    """Someone on a page, the page before she sent the form, and after."""
    facts = BEFORE.get(page, {"guide": "pregnant" if page.startswith("pregnancy") else "after_loss"})
    person = put(page, facts)
    return person, person.here, person.post("/step/1", form)


def check_refused(put: Visit, page: str, form: Form, field: str, *says: str) -> Page:
    """The page comes back with one message for one field; what was typed is there, and what was told before is not touched."""
    person, before, after = send(put, page, form)
    assert after.status == 422
    assert (after.kind, after.path, after.heading) == ("question", "/step/1", before.heading)
    assert after.title == "Error: Afterwards"
    (target, message), *more = after.messages.items()
    assert not more
    assert target == field
    assert after.main.one(id=field).tag == "input"
    for one in says:
        assert one in message
    inline = after.main.one(class_="message")
    assert inline.text == f"Error: {message}"
    kept = after.checked()
    assert {name: kept[name] for name in form if name in kept} == filled(form)
    assert person.get("/step/1").html == before.html
    return after


def filled(form: Form) -> Entered:
    """The fields that hold something, as a page shows them."""
    values = {name: [value] if isinstance(value, str) else value for name, value in form.items()}
    kept = {name: [one.strip() for one in several if one.strip()] for name, several in values.items()}
    return {name: several[0] if len(several) == 1 else several for name, several in kept.items() if several}
