"""Contraception for one person: what a guideline says of each method, from when it may start, how it fits.

`compare` gives every method of a guideline with its category, the conditions behind it, its start and
what matters to her; `emergency` the kinds of emergency contraception that may still help. Categories
are the guideline's (UKMEC, US MEC, WHO MEC); they are the highest of the conditions that apply and are
never added up. This module reads no file and no clock, and ranks no method as the best one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from afterwards.engine import DecisionAnswer, Reason, State, ask_next
from afterwards.pack.conditions import base_of
from afterwards.pack.eligibility import JUDGED, SCALE, STATUSES, USING, Contraception, decision_of, kind_decision
from afterwards.pack.grids import SILENT
from afterwards.pack.methods import Caution, GridRow, Kind, KindRule, Method, StartRule
from afterwards.pack.model import Pack
from afterwards.person.known import known_in
from afterwards.person.told import MEDICINES, Told

EVERY_KIND = "contraception_need"
"""The decision that says whether emergency contraception may help; the kinds are shown when its top level is possible."""
SET_ASIDE = "methods_set_aside"
ASK_BEFORE_GOING_ON = "cont.answer-ask-before-going-on"
"""The statement that the method in use is to be looked at."""
TOPIC = "methods"
"""The topic of the pages whose questions change methods."""
PLACES = {level: place for place, level in enumerate(SCALE)}
"""Of each category its place on the scale."""
_REMEMBERED = 20_000
MATTERS = ("does_not_matter", "matters", "matters_a_lot")


@dataclass(frozen=True, slots=True)
class Why:
    """A condition of the guideline that holds, or (`certain` false) may hold, with its category for the method.

    `category` is None where the guideline is silent; `low` is lower than it where the guideline prints a range.
    `needs`: the facts it hangs on. `statement` says it in plain words.
    """

    row: GridRow
    category: int | None
    low: int | None
    certain: bool
    needs: tuple[str, ...]
    statement: str


@dataclass(frozen=True, slots=True)
class Start:
    """From which day after the loss, and for how many days condoms too when started today.

    `from_day` is None when something must come first, or the guideline's rules do not cover her; `settled` is
    false when that hangs on what we do not know; then the later day and the longer time are given. `begins` and `lasts`
    are the statements that name the day and the days of condoms, "" for none.
    """

    from_day: int | None
    extra_days: int | None
    settled: bool
    statements: tuple[str, ...]
    begins: str = ""
    lasts: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One method for one person under one guideline. `low` and `high` are categories, exact; None where the guideline is silent.

    `phase`: "continue" when she uses it now. `judgement`: the guideline leaves the category to a clinician.
    `meaning`: the statement that says the category in words. `cautions`: what is said beside it; `against` when one of them says
    that the guideline advises against the method, `works_less` when one says that it works less for her. `beside`: the
    cautions that hold.
    `start` is empty unless she can start it (design.md, C2). `matches` and `misses`: of what matters to her.
    """

    method: Method
    low: int | None
    high: int | None
    settled: bool
    judgement: bool
    phase: str
    why: tuple[Why, ...]
    open: tuple[Why, ...]
    start: Start
    meaning: str
    cautions: tuple[str, ...]
    against: bool
    works_less: bool
    beside: tuple[Caution, ...]
    matches: tuple[str, ...]
    misses: tuple[str, ...]
    set_aside: bool
    fit: int

    @property
    def limits(self) -> tuple[Why, ...]:
        """The conditions that hold and limit it."""
        return tuple(one for one in self.why if one.category != 1)

    @property
    def said(self) -> tuple[str, ...]:
        """Every statement said of it for her, in order: what each interface shows."""
        whole = (self.meaning, *(one.statement for one in self.limits), *self.cautions, *self.start.statements)
        return tuple(dict.fromkeys(whole))


@dataclass(frozen=True, slots=True)
class Help:
    """One kind of emergency contraception: "may_help", "too_late", "not_advised" or "depends" (on `needs`).

    `statements`: of one that is ruled out only why. `of_her`: those of them that she is told for what she told of herself.
    """

    kind: Kind
    status: str
    needs: tuple[str, ...]
    statements: tuple[str, ...]
    of_her: tuple[str, ...]

    @property
    def ruled_out(self) -> bool:
        """Whether it is too late for it, or it is not advised."""
        return self.status in STATUSES[1:]


@dataclass(frozen=True, slots=True)
class MethodPerson:
    """What the table of the methods knows of one person, under one guideline."""

    contraception: Contraception
    told: Told
    state: State
    guideline: str
    past_due: bool = False


def read_person(pack: Pack, facts: Told, guideline: str, *, closed_world: bool = False, past_due: bool = False) -> MethodPerson | None:
    """One person as the methods' table sees her; None when the pack compares no methods.

    `past_due`: the pack should have been looked at again by now, so no category below "no category" is given.
    """
    if pack.contraception is None:
        return None
    table = pack.contraception.table
    known, asked = known_in(pack, table, facts, closed=closed_world)
    state = table.state(known, asked={*asked, JUDGED}, closed=closed_world, left_open=facts.lapsed)
    return MethodPerson(pack.contraception, facts, state, guideline, past_due)


def can_start(offer: Offer) -> bool:
    """Whether it may be said that she can start it: she does not use it now, and nothing that holds or may hold is against it."""
    return offer.phase == "start" and offer.high in (1, 2) and not offer.against


def goes_on(offer: Offer) -> bool:
    """Whether it may be said of a method in use that it goes on: nothing that holds is against it or makes it work less."""
    return offer.low in (1, 2) and not offer.against and not offer.works_less


def medicines_said(person: MethodPerson) -> tuple[str, ...]:
    """What is said of the medicines she takes: of single ones, and of each class."""
    knowledge, medicines = person.contraception, person.told.values.get(MEDICINES, ())
    assert isinstance(medicines, list | tuple)
    statements: dict[str, None] = {}
    for name in medicines:
        medicine = knowledge.medicine(name)
        classes = medicine.classes + medicine.one_of if medicine else (name,)
        of_classes = (one for which in classes if which in knowledge.classes for one in knowledge.classes[which][1])
        statements |= dict.fromkeys((*(medicine.say if medicine else ()), *of_classes))
    return tuple(statements)


def set_aside(person: MethodPerson) -> Collection[str]:
    """The methods she has set aside."""
    methods = person.told.values.get(SET_ASIDE, ())
    assert isinstance(methods, list | tuple)
    return methods


def questions(person: MethodPerson, *, methods: bool = True, emergency: bool = False) -> list[str]:
    """The facts that can still change a method she has not set aside, or a kind of emergency contraception; most useful first."""
    knowledge = person.contraception
    wanted = [decision_of(person.guideline, one) for one in knowledge.offered if methods and one not in set_aside(person)]
    wanted += [kind_decision(person.guideline, kind.id) for kind in knowledge.kinds if emergency]
    return list(dict.fromkeys(base_of(fact) for fact in ask_next(knowledge.table, person.state, wanted)))


def compare(person: MethodPerson) -> tuple[Offer, ...]:
    """Every method that guidelines give a category, in the order of the pack."""
    knowledge = person.contraception
    there = [
        row for row in knowledge.grids[person.guideline] if row.use == "yes" and knowledge.applies(person.guideline, row, person.state)
    ]
    return tuple(_offer(person, knowledge.methods[name], there) for name in knowledge.offered)


def in_order(offers: Iterable[Offer], guideline: str) -> list[Offer]:
    """As the page shows them: the guideline's group first, then how much of what matters to her fits, then how well it works."""

    def place(offer: Offer) -> tuple[int, int, float]:
        figures = offer.method.effectiveness or {}
        typical, _ = figures.get(guideline) or figures.get("uk") or (100.0, 100.0)
        return group(offer), -offer.fit, typical

    return sorted(offers, key=place)


def group(offer: Offer) -> int:
    """Where the guideline puts it: 0 usually fine (1 or 2), 1 open or no category, 2 not advised (3, or against), 3 not to be used (4)."""
    if offer.low is not None and offer.low >= 3:
        return offer.low - 1
    if offer.against:
        return 2
    return 0 if offer.high is not None and offer.high <= 2 else 1


def emergency(person: MethodPerson) -> tuple[Help, ...]:
    """The kinds of emergency contraception for her, in the order of the pack."""
    return tuple(_help(person, kind) for kind in person.contraception.kinds)


def _offer(person: MethodPerson, method: Method, there: Collection[GridRow]) -> Offer:
    knowledge, state = person.contraception, person.state
    answer = knowledge.table.answer(decision_of(person.guideline, method.id), state)
    if person.past_due:
        answer = answer.not_below(SILENT, SCALE)
    using = person.told.values.get(USING)
    phase = "continue" if using == method.id else "start"
    certain, possible = _why(person, method, answer, there, phase)
    low, high = _category(answer.low), _category(answer.high)
    judgement = any(one.low != one.category for one in certain)
    beside = list(_beside(person, method, possible))
    against = any(one.against for one in beside)
    only = next((one for one in beside if one.only), None)
    cautions = [
        *(["elig.judgement"] if judgement else ()),
        *(statement for one in beside if one is not only for statement in one.say),
        *_together(knowledge, certain),
        *(["elig.ask-no-category"] if answer.settled and high is None and not against else ()),
        *(["elig.continue-phase"] if phase == "continue" else ()),
    ]
    matters = person.told.values.get("prefers", {})
    assert isinstance(matters, Mapping)
    wanted = {name: MATTERS.index(str(level)) for name, level in matters.items() if level != MATTERS[0]}
    offer = Offer(
        method=method,
        low=low,
        high=high,
        settled=answer.settled,
        judgement=judgement,
        phase=phase,
        why=certain,
        open=possible,
        start=Start(None, None, answer.settled, ()),
        meaning=only.say[0] if only else _meaning(low, high),
        cautions=tuple(dict.fromkeys(cautions)),
        against=against,
        works_less=any(one.works_less for one in beside),
        beside=tuple(beside),
        matches=tuple(name for name in wanted if name in method.suits),
        misses=tuple(name for name in wanted if name not in method.suits),
        set_aside=method.id in set_aside(person),
        fit=sum(weight if name in method.suits else -weight for name, weight in wanted.items()),
    )
    return replace(offer, start=_start(person, method)) if can_start(offer) else offer


def _category(level: str) -> int | None:
    return None if level == SILENT else int(level)


def _why(
    person: MethodPerson, method: Method, answer: DecisionAnswer, there: Iterable[GridRow], phase: str
) -> tuple[tuple[Why, ...], tuple[Why, ...]]:
    """The conditions that hold (`there`; also those of category 1), and those that may still raise the category."""
    knowledge = person.contraception
    column = knowledge.column(person.guideline, method.id)
    certain: dict[str, Why] = {}
    for row in there:
        cell = row.cells[column]
        side = cell.goes_on if phase == "continue" else cell.start
        if side:
            low, high = map(_category, side)
            certain[row.condition] = Why(row, high, low, True, (), knowledge.meanings[row.means].say)
    floor = PLACES[answer.low]
    possible: dict[str, list[Reason]] = {}
    for reason in answer.reasons:
        condition = knowledge.line_of[reason.id]
        if not reason.certain and PLACES[reason.level] > floor and condition not in certain:
            possible.setdefault(condition, []).append(reason)
    still_open = tuple(_open(person, condition, reasons) for condition, reasons in possible.items())
    return tuple(sorted(certain.values(), key=lambda one: -PLACES[_level(one.category)])), still_open


def _open(person: MethodPerson, condition: str, reasons: Collection[Reason]) -> Why:
    """The condition behind rules that may hold; remembered for the same rules that hang on the same facts."""
    key = (person.guideline, *((reason.id, reason.needs) for reason in reasons))
    remembered: dict[object, Why] = person.contraception.remembered
    if key not in remembered:
        if len(remembered) >= _REMEMBERED:
            remembered.clear()
        row, levels = person.contraception.rows(person.guideline)[condition], sorted({PLACES[reason.level] for reason in reasons})
        high, low = _category(SCALE[levels[-1]]), _category(SCALE[levels[0]])
        remembered[key] = Why(row, high, low, False, _needs(reasons), person.contraception.meanings[row.means].say)
    return remembered[key]


def _level(category: int | None) -> str:
    return SILENT if category is None else str(category)


def _needs(reasons: Iterable[Reason]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(base_of(fact) for reason in reasons for fact in reason.needs if fact != JUDGED))


def rules_of_start(person: MethodPerson, method: str) -> Start:
    """When a method may start for her and when it protects, by the rules about starting alone: whether its category allows it is open."""
    return _start(person, person.contraception.methods[method])


def _start(person: MethodPerson, method: Method) -> Start:
    """The rules about starting that hold for her; of those that may hold the latest day and the longest time count."""
    rules = [one for one in person.contraception.starting if person.guideline in one.guidelines and method.id in one.methods]
    certain = [one for one in rules if person.contraception.holds(one.id, person.state)]
    possible = [one for one in rules if person.contraception.holds(one.id, person.state) is not False]
    day, extra = _latest(certain)
    later, longer = _latest(possible)
    settled = (day, extra) == (later, longer)
    # While something must come first, only that is said: no line beside it says that it can start.
    says = [statement for one in ([one for one in certain if one.wait] or certain) for statement in one.say]
    if not settled:
        says.append(person.contraception.start_unsettled)
    begins = next((one.say[0] for one in certain if day and one.from_day == day and one.say), "")
    lasts = next((one.say[0] for one in certain if extra and one.extra_days == extra and one.say), "")
    return Start(later, longer, settled, tuple(dict.fromkeys(says)), begins, lasts if settled else "")


def _latest(rules: Collection[StartRule]) -> tuple[int | None, int | None]:
    if not rules or any(one.wait for one in rules):
        return None, None
    return max(one.from_day for one in rules), max(one.extra_days for one in rules)


def _beside(person: MethodPerson, method: Method, possible: Collection[Why]) -> Iterator[Caution]:
    """The cautions of the pack about this method that hold for her, and those on what is still open."""
    knowledge = person.contraception
    needs = {fact for one in possible for fact in one.needs}
    for caution in knowledge.cautions:
        if method.id not in caution.methods or (caution.guidelines and person.guideline not in caution.guidelines):
            continue
        if (
            knowledge.holds(caution.id, person.state)
            if caution.when
            else needs & {*caution.open} and caution.only is (needs <= {*caution.open})
        ):
            yield caution


def _together(knowledge: Contraception, certain: Collection[Why]) -> Iterator[str]:
    """Several conditions together are not added up; the guideline asks for care."""
    twos = {(knowledge.meanings[one.row.means].risk, one.row.heading) for one in certain if one.category == 2}
    risks = [risk for risk, _ in twos if risk]
    if len(risks) > len(set(risks)):
        yield "elig.several-twos"
    if len({one.row.heading for one in certain if one.category == 3}) > 1:
        yield "elig.several-threes"


def _help(person: MethodPerson, kind: Kind) -> Help:
    table, line_of = person.contraception.table, person.contraception.line_of
    answer = table.answer(kind_decision(person.guideline, kind.id), person.state)
    certain = {line_of[reason.id] for reason in answer.reasons if reason.certain}
    status = answer.low if answer.low in STATUSES[1:] or answer.settled else "depends"
    rules: list[KindRule] = []
    for rule in kind.rules:
        here = not rule.guidelines or person.guideline in rule.guidelines
        # Of a kind that is ruled out nothing is told of how it is used.
        noted = not rule.level and status not in STATUSES[1:] and person.contraception.holds(rule.id, person.state)
        if here and (rule.id in certain or noted):
            rules.append(rule)
    says = [*(kind.say if status not in STATUSES[1:] else ()), *(statement for rule in rules for statement in rule.say)]
    of_her = (statement for rule in rules if rule.of_her for statement in rule.say)
    needs = _needs(reason for reason in answer.reasons if not reason.certain) if status == "depends" else ()
    return Help(kind, status, needs, tuple(dict.fromkeys(says)), tuple(dict.fromkeys(of_her)))


def _meaning(low: int | None, high: int | None) -> str:
    """The statement that says what the category means: the one that is certain, or how far it may still go."""
    if low == high:
        return "elig.no-category" if high is None else f"elig.category-{high}"
    if low == 3:
        return "elig.open-3-to-4"
    return "elig.open-to-none" if high is None else f"elig.open-to-{high}"
