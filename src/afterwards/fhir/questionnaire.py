"""The interview as a FHIR R4 Questionnaire: all that the pack asks, or the form of one question.

The same pack gives the same bytes: no clock, no person. Nothing in it is reviewed, and it says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from afterwards.fhir.questionnaire_codes import Resource, address_of, name_of, not_reviewed
from afterwards.fhir.questionnaire_facts import GUIDE, Group, all_groups, facts_of, groups_of, guides_of_sign, sign_facts
from afterwards.fhir.questionnaire_items import any_of, is_one_of, items_of
from afterwards.pack.model import Pack
from afterwards.pack.questions import SIGNS_TODAY, Question
from afterwards.person.told import UNKNOWN
from afterwards.wording import Voice, sentence, written

SIGNS = "signs-today-list"
MORE_SIGNS = "signs-today-more"


def questionnaire(pack: Pack, question: Question | None = None) -> Resource:
    """The Questionnaire of the whole pack, or of one question.

    Each fact asked is an item with its name as linkId; groups are the pack's pages (`page.<id>`). `version` is the pack's.
    """
    voice = Voice.of_nobody(pack, written(pack))
    title = voice.say(question.title) if question else "Afterwards: everything that it asks"
    name = "".join(part.capitalize() for part in name_of(pack, question).replace(".", "-").split("-"))
    return {
        "resourceType": "Questionnaire",
        "id": name_of(pack, question),
        "meta": not_reviewed(pack),
        "language": pack.language.tag,
        "url": address_of(pack, question),
        "version": pack.version,
        "name": name,
        "title": title,
        "status": "draft",
        "experimental": True,
        "subjectType": ["Patient"],
        "date": written(pack).strftime("%Y-%m"),
        "publisher": "Afterwards",
        "description": f'{pack.statements[pack.info.not_reviewed].text} A question left out was not asked; "I\'m not sure" was.',
        "item": [*(_of_question(pack, question, voice) if question else _groups(pack, all_groups(pack)))],
    }


def _of_question(pack: Pack, question: Question, voice: Voice) -> Iterator[Resource]:
    """The list of signs first, then what decides the question, then what each sign is, for who has one or is not sure."""
    facts = facts_of(pack, question)
    signs = sign_facts(pack, {GUIDE, *facts})
    start, *groups = groups_of(pack, {GUIDE, *facts})
    yield from _groups(pack, [start])
    yield _list_of_signs(pack, voice)
    yield from _groups(pack, groups)
    more = [*_groups(pack, groups_of(pack, signs), "signs")]
    if more:
        title = pack.facts[SIGNS_TODAY].values["some"].label
        enabled = any_of(*is_one_of(SIGNS_TODAY, "some", UNKNOWN))
        yield {"linkId": f"page.{MORE_SIGNS}", "text": title, "type": "group", **enabled, "item": more}


def _list_of_signs(pack: Pack, voice: Voice) -> Resource:
    """Each line of the page of signs for those whom it can concern, and whether any is so. Not before she said what brings her: nobody
    says "none of these" of lines that she was not shown."""
    guides: dict[str, set[str]] = {}
    for sign in pack.signs:
        guides.setdefault(sign.listed, set()).update(guides_of_sign(pack, sign))
    lines = [
        {"linkId": f"{SIGNS}.{place}", "text": sentence(voice.say(listed)), "type": "display", **_for_guides(pack, chosen)}
        for place, (listed, chosen) in enumerate(guides.items(), start=1)
    ]
    question = pack.facts[SIGNS_TODAY]
    chosen_any = any_of(*is_one_of(GUIDE, *pack.facts[GUIDE].values, UNKNOWN))
    link = f"page.{SIGNS}"
    return {"linkId": link, "text": question.question, "type": "group", **chosen_any, "item": [*lines, *items_of(pack, question)]}


def _for_guides(pack: Pack, guides: Collection[str]) -> Resource:
    """Enabled in these guides, and for who is not sure of hers; no condition where that is everyone, or nobody in particular."""
    every = pack.facts[GUIDE].values
    return {} if not guides or {*every} <= {*guides} else any_of(*is_one_of(GUIDE, *(one for one in every if one in guides), UNKNOWN))


def _groups(pack: Pack, groups: Iterable[Group], under: str = "") -> Iterator[Resource]:
    """Each group with its items."""
    for group in groups:
        items = [item for name in group.facts for item in items_of(pack, pack.facts[name])]
        link = f"page.{under}.{group.id}" if under else f"page.{group.id}"
        yield {"linkId": link, "text": group.title, "type": "group", **_enabled_group(pack, group, items), "item": items}


def _enabled_group(pack: Pack, group: Group, items: Collection[Resource]) -> Resource:
    """Where each item hangs on another, the group is there when one of these holds, so that no title stands above nothing.

    Otherwise it is there for those whom a page of it is for: the guide that they chose, or are not sure of.
    """
    if not all("enableWhen" in item for item in items):
        return _for_guides(pack, group.guides)
    within = {item["linkId"] for item in items}
    conditions: list[Resource] = []
    for condition in (one for item in items for one in item["enableWhen"] if one["question"] not in within):
        if condition not in conditions:
            conditions.append(condition)
    return any_of(*conditions)
