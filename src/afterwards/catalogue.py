"""The questions of a pack as data: id, title, for whom, and what decides each. Read by programs, from the command line or over HTTP."""

from __future__ import annotations

from datetime import date

from afterwards.pack.model import Pack
from afterwards.wording import Voice


def listed_questions(pack: Pack, today: date) -> list[dict[str, object]]:
    """Every question in the order of the catalogue; titles in the words of nobody in particular, on the day given."""
    voice = Voice.of_nobody(pack, today)
    return [
        {
            "id": question.id,
            "title": voice.say(question.title),
            "topic": question.topic,
            "guides": list(question.guides),
            "kinds": list(question.kinds),
            "decides": list(question.decides),
            "deciding_facts": [list(group) for group in question.groups],
            "most_pages": question.pages,
        }
        for question in pack.questions.by_id.values()
    ]
