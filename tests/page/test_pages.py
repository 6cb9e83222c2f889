"""Every kind of page as the page program makes it, asked without drawing: what it shows, refuses and never leaves out."""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page
from tools import words

from afterwards.answers.reader import Reader, answer
from afterwards.pack.schema import INTERFACE
from afterwards.site.templates import compile_templates
from afterwards.wording import long_date
from tests.browser.places import (
    BOXES,
    CALLED,
    CLOCK,
    CONTRADICTION,
    EMERGENCY,
    FEW_CONDITIONS,
    HEALTHY,
    MANY_CONDITIONS,
    NAMED,
    NOT_SURE,
    READY,
    SETTLED,
    URGENT,
    begun,
)
from tests.page.states import EPOCH, PACK, TODAY
from tests.tries import TIMES

pytestmark = pytest.mark.browser

assert PACK.contraception
MINUTE = (TODAY - EPOCH).days * 1440 + 720
Made = Mapping[str, Any]
Ask = Callable[..., Made]
SAID = re.compile(r'data-statement="([^"]+)"')


@pytest.fixture
def ask(evaluator: Page) -> Ask:
    """One request on a journey: the page, its status, where it stands, and the journey after it."""

    def made(method: str, path: str, journey: Made | None = None, posted: Made | None = None, minute: int = MINUTE) -> Made:
        evaluator.evaluate("minute => new_flow(minute)", minute)
        found: Made = evaluator.evaluate("asked => requests_on(...asked)", [journey, [[method, path, dict(posted or {})]]])
        return found

    return made


def text_of(page: Made) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", str(page["html"]).partition("<main")[2].partition("</main>")[0])).split())


def letters(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def kind_of(page: Made) -> str:
    found = re.search(r'data-page="([a-z-]+)"', str(page["html"]))
    assert found
    return found[1]


# Signs, and a call


def test_the_signs_come_before_any_question_and_any_answer(ask: Ask) -> None:
    """R03: on the first page, whichever question; only help and a partner's page show their own at once.

    A nurse, midwife or GP has them on the form: the test below says that none is missing there.
    """
    for name in PACK.questions.by_id:
        page = ask("GET", f"/ask/{name}")
        wanted = "/record" if name == "clinician" else "/signs"
        assert page["at"] == wanted or name in ("crisis", "partner-help"), name


def test_one_of_a_thing_is_said_as_one(ask: Ask) -> None:
    told = {"guide": "after_loss", "signs_today": "none", "unprotected_sex_since_loss": "yes", "had_sex_since_loss": "yes"}
    for number, shown in ((1, "1 hour ago"), (2, "2 hours ago")):
        page = ask("GET", "/said", begun(told | {"hours_since_unprotected_sex": number}, "sex-already"))
        assert shown in text_of(page)


def test_no_answer_is_shown_before_the_signs_are_answered(ask: Ask) -> None:
    """Warning signs cannot be left out: no address leads past them."""
    for address in ("/answer/sex-when", "/guide", "/onward"):
        assert ask("GET", address, begun({"guide": "after_loss", "bleeding_now": "light"}, "sex-when"))["at"] == "/signs", address


NOT_AFTER_A_LOSS = {"pregnant-bleeding", "pregnant-heavy", "waters", "contractions", "moving-less", "pregnant-pain", "harmful-pregnant"}
ALONE = [one for one in PACK.signs if len(one.when) == 1 and one.level != "contact_soon"]


@pytest.mark.parametrize("sign", ALONE, ids=lambda one: one.id)
def test_every_sign_stops_the_questions_at_once(sign: Any, ask: Ask) -> None:
    """R03: one that is ticked leads to whom to call, and to what to say."""
    pregnant = "pregnan" in sign.id or sign.id in ("waters", "contractions", "moving-less")
    facts: dict[str, object] = {"guide": "pregnant", "weeks_pregnant": 25} if pregnant else {"guide": "after_loss"}
    facts |= {"management": "medicine"} if "medicine" in sign.id else {}
    page = ask("POST", "/signs/some", begun(facts, "pregnant-sex" if pregnant else "sex-when"), {sign.id: ["yes"]})
    wanted = {"emergency": "call_now", "urgent_same_day": "call_today"}[sign.level]
    assert page["at"] == "/stop", (sign.id, page["at"])
    found = re.search(r'data-verdict="([a-z_]+)"', page["html"])
    assert found
    assert found[1] in (wanted, "call_now")
    assert re.search(r'<p class="say">\S', page["html"])


WORKED_OUT: dict[str, dict[str, object]] = {
    "hcg_still_followed": {"loss_kind": "ectopic", "hcg_follow_up": "in_progress"},
    "little_bleeding": {"loss_kind": "miscarriage", "bleeding_now": "spotting", "hours_since_medicine": 90}
    | {f"loss_date-{part}": getattr(TODAY - timedelta(days=4), part) for part in ("day", "month", "year")},
}
"""Facts that nobody is asked, and answers that tell them."""


@pytest.mark.parametrize("sign", PACK.signs, ids=lambda one: one.id)
def test_the_form_for_the_record_asks_every_sign_and_its_sheet_says_the_call(sign: Any, ask: Ask) -> None:
    """R03: the form stands in place of the page of signs, so nothing of that page can be left out on it."""
    form, guide = str(ask("GET", "/ask/clinician")["html"]), "pregnant" if sign.id in NOT_AFTER_A_LOSS else "after_loss"
    boxes = str(ask("GET", "/signs/some", begun({"guide": guide}, "under-16" if guide == "pregnant" else "my-fault"))["html"])
    sets = re.search(rf'name="{sign.id}"[^>]*data-sets="([^"]+)"', boxes)
    told: dict[str, object] = {"guide": guide}
    for fact, value in json.loads(html.unescape(sets[1])).items() if sets else ():
        told |= WORKED_OUT.get(fact, {fact: value})
    assert sets, sign.id
    for name in told:
        assert f'name="{name}"' in form, name
    page = ask("POST", "/record", begun({"who_asks": "clinician"}, "clinician"), {name: [str(value)] for name, value in told.items()})
    assert page["at"] == "/sheet", text_of(page)
    assert ('class="clock"' in page["html"]) is (sign.level != "contact_soon")


def plan_of(page: Made) -> list[tuple[str, bool]]:
    """The lines of a plan: each question, and whether it is hers."""
    return [(name, "hers" in rest) for name, rest in re.findall(r'data-answer="([a-z-]+)"([^>]*)>', str(page["html"]))]


@pytest.mark.parametrize("name", ["try-again", "alcohol", "sex-when"])
def test_the_question_she_came_with_is_the_first_line_of_her_plan(name: str, ask: Ask) -> None:
    """Whether the plan has a line for it or not; once, and under its own title."""
    whole = plan_of(ask("GET", "/guide", begun(SETTLED, "my-plan")))
    asked = ask("GET", f"/ask/{name}", begun(SETTLED, ""))
    page = ask("GET", "/ask/my-plan", asked["journey"])
    mine = plan_of(ask("GET", page["at"], page["journey"]))
    assert mine == [(name, True), *((one, False) for one, _ in whole if one != name)]
    assert PACK.statements[PACK.questions.by_id[name].title].text in text_of(page)


def test_no_way_leads_around_the_call(ask: Ask) -> None:
    """While it is so, every page of questions and answers gives way to it."""
    for facts in (EMERGENCY, URGENT):
        for address in ("/answer/sex-when", "/answer/my-fault", "/guide", "/onward", "/methods", "/clinician"):
            assert ask("GET", address, begun(facts, "sex-when"))["at"] == "/stop", address


def test_who_is_well_sees_no_card(ask: Ask) -> None:
    page = ask("GET", "/answer/sex-when", begun(READY, "sex-when"))
    assert kind_of(page) == "answer"
    assert not re.search(r'class="(clock|called|care)', page["html"].partition("<main")[2].partition("<aside")[0])


def test_a_stop_page_without_a_call_leads_on(ask: Ask) -> None:
    assert ask("GET", "/stop", begun(SETTLED, "sex-when"))["at"] == "/answer/sex-when"
    assert ask("GET", "/stop", begun(CALLED, "sex-when"))["at"] == "/answer/sex-when"


def test_a_line_of_signs_stands_for_each_that_can_concern_her(ask: Ask) -> None:
    """The page of signs names every sign, and the boxes are each of them by itself."""
    listed = ask("GET", "/signs", begun({"guide": "after_loss"}, "my-fault"))["html"]
    boxes = ask("GET", "/signs/some", begun({"guide": "after_loss"}, "my-fault"))["html"]
    for sign in PACK.signs:
        hers = sign.id not in NOT_AFTER_A_LOSS and "guide" not in sign.when
        assert (f'name="{sign.id}"' in boxes) is hers, sign.id
        assert not hers or f'data-statement="{sign.listed}"' in listed, sign.id


# What is said


def questions_of(facts: Mapping[str, object]) -> list[str]:
    return [one.question.id for one in Reader(PACK, facts, TODAY, None, "uk", closed_world=False).answers()]


@pytest.mark.parametrize("facts", [SETTLED, READY, CLOCK, CALLED, NAMED], ids=["settled", "ready", "clock", "called", "named"])
def test_all_that_an_answer_says_is_on_its_page(facts: dict[str, object], ask: Ask) -> None:
    """C7: whole layers: what is due now, heading, changes, opened and why, as the library gives them, and in its words."""
    for name in questions_of(facts):
        page = ask("GET", f"/answer/{name}", begun(facts, name))
        if kind_of(page) != "answer":
            continue
        told = answer(name, facts, today=TODAY, pack=PACK).to_dict()
        shown = SAID.findall(page["html"].partition("<main")[2])
        wanted = [*told["first"], *told["headline"], *told["opened"], *told["why"]]
        wanted += [part for one in told["changes"] for part in (one["if"], one["then"])]
        assert [one["id"] for one in wanted if one["id"] not in shown] == [], name
        text = letters(text_of(page))
        assert [one["text"] for one in wanted if letters(one["text"]) not in text] == [], name
        assert f'data-verdict="{told["verdict"]}"' in page["html"], name


def test_what_she_was_not_sure_of_stands_with_how_to_find_out(ask: Ask) -> None:
    """Each line that the answer has, and no such part where she was sure."""
    facts = {**SETTLED, "management": "unknown", "loss_complete": "unknown"}
    wanted = [one["id"] for one in answer("sex-when", facts, today=TODAY, pack=PACK).to_dict()["find_out"]]
    assert {"find.letter", "find.complete"} <= {*wanted}
    assert [one for one in wanted if one not in SAID.findall(ask("GET", "/answer/sex-when", begun(facts, "sex-when"))["html"])] == []
    assert 'class="findout"' not in ask("GET", "/answer/sex-when", begun(SETTLED, "sex-when"))["html"]


def test_a_partner_reads_the_general_answer_under_whom_it_speaks_to(ask: Ask) -> None:
    """Every branch; what is for partners is an answer as before."""
    facts = {"who_asks": "partner_or_friend", "signs_today": "none"}
    page = ask("GET", "/answer/sex-when", begun(facts, "sex-when"))
    shown = SAID.findall(page["html"])
    assert kind_of(page) == "general"
    assert shown.index("ans.speaks-to-her") < shown.index("ans.sex-when.bleeding")
    assert {name for one in PACK.questions.by_id["sex-when"].answers for name in one.say} <= {*shown}
    assert "she or you did" in text_of(ask("GET", "/answer/my-fault", begun(facts, "my-fault")))


def test_the_plan_says_of_each_question_what_its_answer_says(ask: Ask) -> None:
    page = ask("GET", "/guide", begun(SETTLED, "my-plan"))
    rows = re.findall(r'data-answer="([^"]+)" data-verdict="([^"]+)"', page["html"])
    assert len(rows) >= 5
    for name, verdict in rows:
        told = answer(name, SETTLED, today=TODAY, pack=PACK).to_dict()
        assert verdict == told["verdict"], name
        assert html.escape(told["headline"][0]["text"], quote=False).replace("'", "&#39;") in page["html"], name


def test_no_word_of_a_page_stands_outside_the_pack() -> None:
    """The templates of the pages about questions hold no word of their own: each is a statement."""
    held = ("start", "signs", "question", "answer", "stop", "guide", "said", "questions", "general", "answer_parts")
    own = {"Afterwards", "Error:"}
    for name in held:
        path = words.ROOT / "src" / "afterwards" / "page" / "templates" / f"{name}.html"
        for one in words.texts(path):
            said = re.sub(r"\b7\b|data-[a-z]+=\"|[\"\s>-]", "", one.said)
            assert not re.search(r"[A-Za-z]{3}", re.sub("|".join(own), "", one.said)) or not said.isalpha() or " " not in one.said, (
                name,
                one.said,
            )


FILES_OF_THE_DESK = {"desk.css", "desk.html", "desk.js"}


def test_every_word_of_the_interface_is_used_and_there(pack: Any) -> None:
    """A template or script that names a statement of the interface names one that is there, and none is left over."""
    source = words.ROOT / "src" / "afterwards"
    files = [*source.rglob("*.html"), *source.rglob("*.js"), *source.rglob("*.py"), source / "knowledge" / "pack.yaml"]
    quoted = re.compile(r"""(?:["'`]|: )((?:ui|site|term)\.[a-z0-9-]+[a-z0-9]|(?<!: )desk\.[a-z0-9-]+[a-z0-9](?=["']))""")
    named = {name for path in files for name in quoted.findall(path.read_text(encoding="utf-8"))} - FILES_OF_THE_DESK
    made = ("ui.start-", "ui.door-", "ui.topic-", "ui.plan-", "ui.method-", "ui.date-", "ui.yes", "ui.no", "desk.kind-")
    of_sources = ("ui.grade-", "site.grade-", "ui.part-", "ui.read-whole", "ui.read-part", "ui.read-memory", "ui.read-own")
    held = {name for name in pack.statements if name.startswith(INTERFACE)}
    assert {name for name in named if name not in held and not any(one.startswith(name) for one in held)} == set()
    assert {name for name in held if name not in named and not name.startswith((*made, *of_sources))} == set()


def test_the_country_and_the_review_are_on_every_page_with_an_answer(ask: Ask) -> None:
    for address, question in (("/answer/sex-when", "sex-when"), ("/guide", "my-plan"), ("/methods", "start-method")):
        page = ask("GET", address, begun(SETTLED, question))
        assert "United Kingdom guidance" in page["html"], address
        assert "Not yet medically reviewed" in text_of(page) + page["html"].partition("<footer")[2], address


def test_every_answer_names_its_sources_and_that_nobody_has_reviewed_it(ask: Ask) -> None:
    for name in questions_of(SETTLED):
        page = ask("GET", f"/answer/{name}", begun(SETTLED, name))
        if kind_of(page) == "answer":
            (line,) = re.findall(r'<details class="basis" data-basis><summary>(.*?)</summary><ol', page["html"])
            assert re.match(r"Based on \S|[0-9]+ parts? from ", line), name
            assert re.search(r"<ol[^>]*><li>[^<]+</li>", page["html"].partition(line)[2]), name
            assert "Sources: " not in text_of(page), name
            assert "Not yet medically reviewed" in text_of(page), name


def test_answers_that_do_not_fit_are_named(ask: Ask) -> None:
    told = {one.say[0] for one in PACK.contradictions}
    assert told & {*SAID.findall(ask("GET", "/guide", begun(CONTRADICTION, "my-plan"))["html"])}


def test_everything_told_has_a_way_to_change_it(ask: Ask) -> None:
    page = ask("GET", "/said", begun(SETTLED, "sex-when"))["html"]
    ways = set(re.findall(r'href="/change/([a-z_]+)"', page))
    assert {"bleeding_now", "loss_kind", "loss_date", "management", "loss_complete", "words_for_loss"} <= ways
    for fact in ways:
        assert re.search(rf'name="{fact}[-"]', ask("GET", f"/change/{fact}", begun(SETTLED, "sex-when"))["html"]), fact


def test_the_words_she_chose_are_used(ask: Ask) -> None:
    """Her word, or the name, wherever the loss is named; the other words nowhere."""
    for words_for, hers, not_hers in (
        ("abortion", "abortion", "pregnancy loss"),
        ("my_baby", "the loss of your baby", "the miscarriage has"),
    ):
        facts = {**SETTLED, "loss_kind": "abortion" if words_for == "abortion" else "miscarriage", "words_for_loss": words_for}
        pages = [text_of(ask("GET", f"/answer/{name}", begun(facts, name))) for name in questions_of(facts)]
        said = " ".join(one.partition("Based on ")[0] for one in pages).lower()
        assert hers in said, words_for
        assert not_hers not in said, words_for


def test_the_plan_names_the_day_that_it_takes_for_today(ask: Ask) -> None:
    assert f"{long_date(TODAY)}, day 9" in text_of(ask("GET", "/guide", begun(SETTLED, "my-plan")))


def test_dates_of_the_plan_are_counted_from_her_day(ask: Ask) -> None:
    first, later = (ask("GET", "/guide", begun({**SETTLED, "loss_date": day}, "my-plan"))["html"] for day in ("2026-11-15", "2026-11-16"))
    days = [re.findall(r'<th scope="row">([^<]+)</th>', one) for one in (first, later)]
    assert len(days[0]) == len(days[1]) >= 3
    assert all(one != other for one, other in zip(*days, strict=True))


def test_words_of_danger_bring_whom_to_call_before_any_question(evaluator: Page) -> None:
    """Also where nothing matches; and what was typed is in no address."""
    for typed in ("soaking a pad every hour", "i want to die"):
        evaluator.evaluate("minute => new_flow(minute)", MINUTE)
        page = evaluator.evaluate("asked => requests_on(...asked)", [None, [["POST", "/find", {"q": [typed]}]]])
        assert page["at"] == "/found"
        assert 0 < page["html"].index('data-card="call"') < page["html"].index('name="q"')
    calm = evaluator.evaluate("asked => requests_on(...asked)", [None, [["POST", "/find", {"q": ["when can i have sex"]}]]])
    assert 'data-card="call"' not in calm["html"]
    assert 'data-question="sex-when"' in calm["html"].partition("data-results")[2]


def test_what_was_understood_is_shown_can_be_taken_out_and_is_used_only_when_she_goes_on(evaluator: Page) -> None:
    evaluator.evaluate("minute => new_flow(minute)", MINUTE)
    typed = ["POST", "/find", {"q": ["9 days after an erpc, spotting, can we have sex?"]}]
    page = evaluator.evaluate("asked => requests_on(...asked)", [None, [typed]])
    assert {*re.findall(r'data-understood="([a-z_]+)"', page["html"])} >= {"days_since_loss", "management", "bleeding_now"}
    assert page["journey"] is None
    gone = evaluator.evaluate("asked => requests_on(...asked)", [None, [["GET", "/without/bleeding_now", {}]]])
    assert "bleeding_now" not in re.findall(r'data-understood="([a-z_]+)"', gone["html"])
    used = evaluator.evaluate("asked => requests_on(...asked)", [None, [["GET", "/ask/sex-when", {}]]])
    assert used["at"] == "/signs"
    assert used["journey"]["facts"].items() >= {"days_since_loss": 9, "management": "surgery"}.items()
    assert "bleeding_now" not in used["journey"]["facts"]


# What is refused


def refused(ask: Ask, fact: str, posted: Made, *more: str) -> str:
    told = {key: value for key, value in HEALTHY.items() if key not in (fact, *more)}
    page = ask("POST", "/step/1", begun(told, "sex-when", (fact, *more)), {"seen": [" ".join((fact, *more))], **posted})
    assert page["status"] == 422, page["at"]
    return text_of(page)


@pytest.mark.parametrize(
    ("fact", "posted", "says"),
    [
        ("bleeding_now", {}, "choose one of the answers"),
        ("age", {"age": ["200"]}, "write a number from"),
        ("age", {"age": ["30", "unknown"]}, "Keep one of the two"),
        ("medicines", {}, "choose what applies"),
        ("medicines", {"medicines": ["Warfarin", "none_of_these"]}, "Keep the one that is right"),
        ("days_since_loss", {"loss_date-day": ["31"], "loss_date-month": ["2"], "loss_date-year": ["2026"]}, "write a real date"),
        ("days_since_loss", {"loss_date-day": ["1"], "loss_date-month": ["1"], "loss_date-year": ["2020"]}, "within the last 3 years"),
        ("bmi", {"height_cm": ["120"], "weight_kg": ["250"]}, "body mass index"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_remedy(fact: str, posted: Made, says: str, ask: Ask) -> None:
    """R23: the field, what was given, what is allowed and what to do; and what was given stands there still."""
    more = ("height_cm", "weight_kg") if fact == "bmi" else ()
    assert says in refused(ask, fact, posted, *more)


@pytest.mark.parametrize(
    ("posted", "says"),
    [({}, "Tick what applies to you"), ({"none_of_these": ["yes"], "clot_past": ["yes"]}, "You ticked 'None of these' and something else")],
)
def test_boxes_left_empty_or_ticked_with_none_are_asked_again(posted: Made, says: str, ask: Ask) -> None:
    assert says in refused(ask, "clot_past", posted, "clot_now", "thrombophilia")


def test_no_sign_ticked_and_not_none_is_asked_again(ask: Ask) -> None:
    page = ask("POST", "/signs/some", begun({"guide": "after_loss"}, "sex-when"), {})
    assert (page["status"], kind_of(page)) == (422, "signs")


def test_a_date_that_midnight_makes_too_old_is_asked_again(ask: Ask) -> None:
    told = {**SETTLED, "loss_date": (TODAY - timedelta(1095)).isoformat()}
    assert ask("GET", "/said", begun(told, "sex-when"))["status"] == 200
    later = ask("GET", "/onward", begun(told, "sex-when"), minute=MINUTE + 1440)
    assert "loss_date" not in later["journey"]["facts"]


def test_senseless_requests_find_no_fault(evaluator: Page) -> None:
    """R21: any address, any form, at any place of a journey: a page or a complaint, never a fault."""
    rare = random.Random(3)
    facts = [*PACK.facts]
    junk = ("", "yes", "none", "some", "unknown", "-1", "1e9", "<b>", "'", "constructor", "2026-02-30", "x" * 300, "\u202e", "🙂")
    paths: tuple[str, ...] = (
        "/",
        "/find",
        "/found",
        "/onward",
        "/signs",
        "/signs/some",
        "/signs/x",
        "/step/1",
        "/step/99",
        "/step/x",
        "/stop",
        "/called",
    )
    paths += (
        "/answer/sex-when",
        "/answer/x",
        "/guide",
        "/said",
        "/change/age",
        "/change/x",
        "/without/x",
        "/methods",
        "/beside",
        "/clinician",
    )
    paths += ("/differences", "/method/3", "/method/x", "/read/1", "/read/x", "/questions", "/ask/sex-when", "/ask/constructor", "/nowhere")
    for _ in range(40 * TIMES):
        evaluator.evaluate("minute => new_flow(minute)", MINUTE)
        told = {name: value for name, value in SETTLED.items() if rare.random() < 0.7}
        journey = begun(told, rare.choice([*PACK.questions.by_id]), tuple(rare.sample(facts, 3)))
        asked = []
        for _ in range(20):
            names = rare.sample([*facts, "signs", "q", "none_of_these", "not_sure", "seen", "aside", "method", "fainted"], 4)
            posted = {name: [rare.choice(junk)] for name in names}
            asked.append([rare.choice(("GET", "POST")), rare.choice(paths), posted])
        found = evaluator.evaluate("asked => requests_on(...asked)", [journey, asked])
        assert found["status"] in (200, 404, 422), asked


# Medicines and methods


def test_every_medicine_that_is_offered_can_be_picked(ask: Ask) -> None:
    page = ask("GET", "/step/1", begun({"signs_today": "none"}, "sex-when", ("medicines",)))["html"]
    offered = [html.unescape(one) for one in re.findall(r'<option value="([^"]+)">', page)]
    assert PACK.contraception
    assert len(offered) > 100
    assert [name for name in offered if PACK.contraception.medicine(name) is None] == []


def test_a_medicine_nobody_knows_is_named_with_advice(ask: Ask) -> None:
    page = text_of(ask("GET", "/methods", begun({**HEALTHY, "medicines": ["Blurbozin"]}, "start-method")))
    assert "Blurbozin" in page
    assert PACK.statements["elig.medicine-unknown"].text.rstrip(".")[:30] in page


def test_the_clinician_reads_the_guidelines_own_rows_and_not_her_name(ask: Ask) -> None:
    facts = {**MANY_CONDITIONS, "words_for_loss": "name", "name_for_loss": "Zyxoname"}
    page = text_of(ask("GET", "/clinician", begun(facts, "start-method")))
    assert "Zyxoname" not in page
    assert "lamotrigine" in page.lower()
    assert PACK.contraception
    row = next(one for one in PACK.contraception.grids["uk"] if one.means == "smoker_35_15" or "Smoking" in one.heading)
    assert row.heading in page


def test_methods_of_every_group_stand_with_their_reasons_worst_first(ask: Ask) -> None:
    page = ask("GET", "/methods", begun(MANY_CONDITIONS, "start-method"))["html"]
    assert {*re.findall(r'data-high="([1-4]|none)"', page)} >= {"3", "4"}
    told = re.findall(r'data-high="(4|3)".*?<div class="lanes">', page, re.DOTALL)
    assert len(told) >= 3
    for part in page.split("<article")[1:]:
        categories = [int(one) for one in re.findall(r"\(category ([1-4])\)", part.partition("How it fits")[0])]
        assert categories == sorted(categories, reverse=True)


def test_what_is_not_sure_is_named_and_an_open_category_is_no_warning(ask: Ask) -> None:
    page = ask("GET", "/methods", begun(NOT_SURE, "start-method"))["html"]
    assert "you are not sure" in page
    assert 'class="category c-open"' in page


def test_another_guideline_is_said_and_only_the_methods_follow_it(ask: Ask) -> None:
    page = ask("GET", "/methods", begun(FEW_CONDITIONS, "start-method", guideline="who"))
    assert PACK.info.guidelines["who"].name in text_of(page)
    assert "cover.guideline-methods-only" in PACK.info.guidelines["who"].says


def test_emergency_contraception_stands_on_the_comparison_in_its_order(ask: Ask) -> None:
    page = ask("GET", "/methods", begun({**HEALTHY, **{fact: CLOCK[fact] for fact in CLOCK if "sex" in fact}}, "start-method"))["html"]
    assert PACK.contraception
    assert re.findall(r'data-kind="([a-z_]+)"', page) == [kind.id for kind in PACK.contraception.kinds]


def test_each_card_has_three_lanes_and_no_score(ask: Ask) -> None:
    page = ask("GET", "/methods", begun(FEW_CONDITIONS, "start-method"))["html"]
    cards = page.split("<article")[1:]
    assert len(cards) == 8
    assert all(one.count("<h4>") >= 3 for one in cards)
    assert not re.search(r"\b(score|best for you|recommend)\b", text_of({"html": page}), re.IGNORECASE)


def test_what_matters_to_her_reorders_and_settles_nothing(ask: Ask) -> None:
    facts = {**HEALTHY, "prefers": {"no_hormones": "matters_a_lot"}}
    plain, wished = (ask("GET", "/methods", begun(one, "start-method"))["html"] for one in (HEALTHY, facts))
    read = r'data-method="([a-z_]+)" data-category="([^"]+)"'
    assert sorted(re.findall(read, plain)) == sorted(re.findall(read, wished))
    assert re.findall(read, wished)[0][0] == "cu_iud"


def test_the_templates_of_the_page_can_be_compiled() -> None:
    from afterwards.site.bundle import PAGE
    from afterwards.site.edition import IN_THE_PAGE

    assert len(compile_templates(PAGE / "templates", IN_THE_PAGE)) > 10_000
    assert BOXES
