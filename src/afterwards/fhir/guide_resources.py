"""A guide as FHIR R4 resources: a GuidanceResponse, its Parameters and its CarePlan, together in one Bundle.

The sentences are those of `Guide.to_dict`, and nothing is added: the CarePlan is the plan, the Parameters hold the levels with both ends,
so that a program sees what is not settled. Nothing names the person unless the caller gives a reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from afterwards.fhir.questionnaire_codes import CANONICAL, EXTENSION, FACTS, REVIEW, STATEMENTS, Resource, not_reviewed
from afterwards.guide import Guide
from afterwards.pack.data import Data
from afterwards.pack.model import Pack

NOBODY = "The person who told these facts; nothing here says who she is."
RESPONSE, PARAMETERS, PLAN = "GuidanceResponse/guidance", "Parameters/levels", "CarePlan/plan"
"""How the three are named within the bundle. Always the same, so that no id says anything of her."""
_XHTML = "http://www.w3.org/1999/xhtml"


def guide_bundle(guide: Guide, subject: str = "") -> Resource:
    """A Bundle (collection) of the three. `subject`: a reference such as `Patient/123`; "" names nobody."""
    pack, data = guide.pack, guide.to_dict()
    meta = {} if data["pack"]["reviewed"] else {"meta": not_reviewed(pack)}
    about = {"reference": subject} if subject else {"display": NOBODY}
    contents = {RESPONSE: _response(pack, data, about), PARAMETERS: {"parameter": [*_parameters(data)]}, PLAN: _plan(pack, data, about)}
    entries = []
    for address, content in contents.items():
        kind, name = address.split("/")
        entries.append({"fullUrl": f"{CANONICAL}/{address}", "resource": {"resourceType": kind, "id": name, **meta, **content}})
    return {"resourceType": "Bundle", "type": "collection", **meta, "entry": entries}


def _response(pack: Pack, data: Data, about: Resource) -> Resource:
    """`data-requested` exactly while something is worth asking; `dataRequirement` is that, the most useful first."""
    wanted = [_requirement(pack, fact) for fact in data["ask_next"]]
    return {
        "moduleUri": f"{CANONICAL}/Library/{pack.id}|{pack.version}",
        "status": "data-requested" if wanted else "success",
        "subject": about,
        "occurrenceDateTime": data["today"],
        "performer": {"display": f"Afterwards, {pack.id} {pack.version}"},
        "outputParameters": {"reference": PARAMETERS},
        "result": {"reference": PLAN},
        **({"dataRequirement": wanted} if wanted else {}),
    }


def _requirement(pack: Pack, fact: str) -> Resource:
    """A fact to ask: an observation under its name in our vocabulary. The Questionnaire's item of that linkId asks it."""
    coding = {"system": FACTS, "code": fact, "display": pack.facts[fact].question}
    return {"type": "Observation", "codeFilter": [{"path": "code", "code": [coding]}]}


def _parameters(data: Data) -> Iterator[Resource]:
    about = data["pack"]
    yield _part("guideline", valueString=f"{about['guideline']['id']}: {about['guideline']['edition']}")
    yield _part("reviewed", valueBoolean=about["reviewed"])
    yield _part("past-due", valueBoolean=about["past_due"])
    for line in data["first"]:
        yield _parts("first", _part("statement", valueString=line["id"]), _part("text", valueString=line["text"]))
    for name, decision in data["decisions"].items():
        rules = (_part("rule", valueString=rule["id"]) for rule in decision["rules"] if rule["certain"])
        either = (_part("either-way", valueString=rule) for rule in decision["either_way"])
        ends = (_part(end, valueCode=decision[end]) for end in ("level", "low", "high"))
        yield _parts("decision", _part("name", valueCode=name), *ends, _part("settled", valueBoolean=decision["settled"]), *rules, *either)
    for line in data["open"]:
        words = (_part(name, valueString=line[name]) for name in ("if", "then"))
        needs = (_part("needs", valueCode=fact) for fact in line["needs"])
        named = (_part("decision", valueCode=line["decision"]), _part("level", valueCode=line["level"]))
        yield _parts("open", *named, _part("rule", valueString=line["rule"]), *words, *needs)
    for method in data.get("methods", ()):
        ends = (_part(end, valueInteger=method[end]) for end in ("category", "low", "high") if method[end] is not None)
        why = (_part("condition", valueString=one["condition"]) for one in method["why"])
        says = (_part("says", valueString=one["text"]) for one in method["says"])
        settled = _part("settled", valueBoolean=method["settled"])
        meaning = _part("meaning", valueString=method["meaning"]["text"])
        named = (_part("name", valueCode=method["method"]), _part("phase", valueCode=method["phase"]))
        yield _parts("method", *named, *ends, settled, meaning, *why, *says)
    for kind in data.get("emergency_contraception", ()):
        needs = (_part("needs", valueCode=fact) for fact in kind["needs"])
        says = (_part("says", valueString=one["text"]) for one in kind["says"])
        yield _parts(
            "emergency-contraception", _part("kind", valueCode=kind["kind"]), _part("status", valueCode=kind["status"]), *needs, *says
        )
    for contradiction in data["contradictions"]:
        facts = (_part("fact", valueCode=fact) for fact in contradiction["facts"])
        yield _parts("contradiction", *facts, _part("message", valueString=contradiction["message"]))


def _part(name: str, **value: object) -> Resource:
    return {"name": name, **value}


def _parts(name: str, *parts: Resource) -> Resource:
    return {"name": name, "part": list(parts)}


def _plan(pack: Pack, data: Data, about: Resource) -> Resource:
    """Her dated plan: one activity a sentence, in the order in which it is read. Nobody has agreed to it: a proposal, and a draft."""
    lines = [(section["section"], line) for section in data["plan"] for line in section["statements"]]
    return {
        "language": pack.language.tag,
        "text": {"status": "generated", "div": _shown(pack, data)},
        "instantiatesUri": [f"{CANONICAL}/Library/{pack.id}|{pack.version}"],
        "status": "draft",
        "intent": "proposal",
        "title": "Afterwards: what this says for now",
        "subject": about,
        "created": data["today"],
        **({"activity": [_activity(pack, section, line) for section, line in lines]} if lines else {}),
    }


def _activity(pack: Pack, section: str, line: Data) -> Resource:
    review = {"url": f"{CANONICAL}/StructureDefinition/review-state", "valueCoding": {"system": REVIEW, "code": line["review"]}}
    confidence = {"url": f"{CANONICAL}/StructureDefinition/confidence", "valueCode": line["confidence"]}
    kept = {"url": f"{CANONICAL}/StructureDefinition/plan-section", "valueCode": section}
    sources = [{"url": f"{EXTENSION}/workflow-relatedArtifact", "valueRelatedArtifact": _source(pack, one)} for one in line["sources"]]
    period = {end: day for end, day in (("start", line["from_date"]), ("end", line["to_date"])) if day}
    return {
        "extension": [review, confidence, kept, *sources],
        "detail": {
            "code": {"coding": [{"system": STATEMENTS, "code": line["id"]}]},
            "status": "not-started",
            **({"scheduledPeriod": period} if period else {}),
            "description": line["text"],
        },
    }


def _source(pack: Pack, name: str) -> Resource:
    """One source as a citation, with its id in our bibliography."""
    source = pack.sources[name]
    return {
        "type": "citation",
        "label": name,
        "citation": ", ".join(part for part in (source.title, source.by, source.date, source.address) if part),
    }


def _shown(pack: Pack, data: Data) -> str:
    """The plan as it is read, with its review state before it and what could still change it after it."""
    sections = []
    if not data["pack"]["reviewed"]:
        sections.append(f"<p><b>{_text(pack.statements[pack.info.not_reviewed].text)}</b></p>")
    for section in data["plan"]:
        if section["statements"]:
            lines = "".join(f"<li>{_text(line['text'])}</li>" for line in section["statements"])
            sections.append(f"<ul>{lines}</ul>")
    sections += [f"<p>If {_text(line['if'])}: {_text(line['then'])}</p>" for line in data["open"]]
    return f'<div xmlns="{_XHTML}" lang="{pack.language.tag}" xml:lang="{pack.language.tag}">{"".join(sections)}</div>'


def _text(text: str) -> str:
    return escape(text, quote=False)
