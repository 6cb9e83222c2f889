"""A person who walks the pages. Knows only the page contract: data-page, inputs named by fact, Continue, Back, Change.

It answers each question from a dict of facts, and "I'm not sure" where it has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.testclient import TestClient

from tests.web.pages import Element, Entered, Page

Facts = Mapping[str, object]
Form = Mapping[str, str | list[str]]
MOST_STEPS = 60


class Walker:
    """`told`: the facts as the pages heard them. `entered`: what she entered, by question page. `seen`: every page.

    `addresses`: every URL asked for and every Location. `cookies`: every value of the journey's cookie.
    """

    def __init__(self, client: TestClient, facts: Facts) -> None:
        self.client = client
        self.facts = dict(facts)
        self.told: dict[str, object] = {}
        self.entered: dict[str, Entered] = {}
        self.seen: list[Page] = []
        self.addresses: list[str] = []
        self.cookies: list[str] = []

    # Asking for pages

    def get(self, path: str) -> Page:
        return self._follow("GET", path, None)

    def post(self, path: str, form: Form) -> Page:
        return self._follow("POST", path, form)

    def _follow(self, method: str, path: str, form: Form | None) -> Page:
        for _ in range(5):
            self.addresses.append(path)
            response = self.client.request(method, path, data=form, follow_redirects=False)
            self.cookies += [value for name, value in response.cookies.items() if name == "journey"]
            if response.status_code != 303:
                page = Page.of(path, response.status_code, response.text)
                self.seen.append(page)
                return page
            method, path, form = "GET", response.headers["location"], None
        raise AssertionError(f"redirected in circles at {path}")

    # Walking

    @property
    def here(self) -> Page:
        return self.seen[-1]

    def start(self) -> Page:
        """Open the first page and choose where she is."""
        self.get("/")
        chosen = str(self.facts["guide"])
        self.told = {"guide": chosen}
        return self._press("Start", {"guide": chosen})

    def step(self) -> Page:
        """Answer the question page she is on."""
        assert self.here.kind == "question", self.here.kind
        path, (form, told) = self.here.path, self.answers(self.here)
        page = self._press("Continue", form)
        assert page.status == 200, page.messages
        self.told |= told
        self.entered[path] = form
        return page

    def go_on(self, until: Callable[[Page], bool] | None = None) -> Page:
        """Answer question pages until there are none, or until `until` says so."""
        for _ in range(MOST_STEPS):
            if self.here.kind != "question" or (until is not None and until(self.here)):
                return self.here
            self.step()
        raise AssertionError("the questions do not end")

    def walk(self) -> Page:
        """From the first page to the guide, the methods or the stop page."""
        self.start()
        return self.go_on()

    def back(self) -> Page:
        return self.get(self.here.back())

    def leave_topic(self) -> Page:
        """Press "Not today" on this page."""
        button = next(one for one in self.here.main.all("button") if one.text.startswith("Not today"))
        return self.post(_form_around(button).attributes["action"], {button.attributes["name"]: button.attributes["value"]})

    def press(self, label: str, place: int = 0) -> Page:
        """Press one of the buttons by its words, such as "Change loss date"; what stands open in its form is not sent."""
        button = [one for one in self.here.main.all("button") if one.text.startswith(label)][place]
        form = _form_around(button)
        sent: Entered = {one.attributes["name"]: one.attributes["value"] for one in form.all("input", type="hidden")}
        if "name" in button.attributes:
            sent[button.attributes["name"]] = button.attributes["value"]
        return self.post(form.attributes["action"], sent)

    def _press(self, label: str, form: Form) -> Page:
        button = next(one for one in self.here.main.all("button") if one.text == label)
        sent = _form_around(button)
        assert sent.attributes["method"] == "post"
        offered = {one.attributes["name"] for one in sent.all("input")}
        assert offered >= form.keys(), f"no input for {form.keys() - offered}"
        return self.post(sent.attributes["action"], form)

    # Answering one page

    def answers(self, page: Page) -> tuple[Entered, dict[str, object]]:
        """What she enters on a page, and what that tells."""
        inputs = page.main.all("input")
        names = list(dict.fromkeys(one.attributes["name"] for one in inputs))
        if "none_of_these" in names:
            return self._ticks(inputs)
        form: Entered = {}
        told: dict[str, object] = {}
        for fact in dict.fromkeys(_fact_of(name) for name in names):
            entered = self._enter(fact, inputs)
            form |= entered
            if entered:
                told[fact] = "unknown" if entered.get(fact) == "unknown" else self.facts[fact]
        return form, told

    def _ticks(self, inputs: list[Element]) -> tuple[Entered, dict[str, object]]:
        """A group page: a box for each fact, one for none of them, one for not sure; or one for not sure on each line."""
        boxes = [(one.attributes["name"], one.attributes["value"]) for one in inputs if one.attributes["name"] != "none_of_these"]
        unsure = next((one.attributes["name"] for one in inputs if _label_of(one) == "I'm not sure about some of them"), "")
        facts = list(dict.fromkeys(name for name, _ in boxes if name != unsure))
        given = {fact: self.facts.get(fact, "unknown") for fact in facts}
        if not unsure:
            assert {(fact, value) for fact in facts for value in ("yes", "unknown")} == {*boxes}
            lines: Entered = {fact: str(value) for fact, value in given.items() if value in ("yes", "unknown")}
            return lines or {"none_of_these": "yes"}, {**dict.fromkeys(facts, "no"), **lines}
        form: Entered = {fact: "yes" for fact in facts if given[fact] == "yes"}
        if "unknown" in given.values():
            return form | {unsure: "yes"}, {fact: "yes" if fact in form else "unknown" for fact in facts}
        return form or {"none_of_these": "yes"}, {fact: "yes" if fact in form else "no" for fact in facts}

    def _enter(self, fact: str, inputs: list[Element]) -> Entered:
        mine = [one for one in inputs if _fact_of(one.attributes["name"]) == fact]
        offered = {one.attributes["value"] for one in mine if one.attributes["type"] != "text"}
        given = self.facts.get(fact, "unknown")
        if given == "unknown":
            return {fact: "unknown"} if "unknown" in offered else {}
        if isinstance(given, list):
            return {fact: given or "none_of_these"}
        parts = {one.attributes["name"]: one for one in mine if one.attributes["name"] != fact}
        if isinstance(given, Mapping):
            return {f"{fact}-{name}": str(level) for name, level in given.items()}
        if f"{fact}-year" in parts:
            year, month, day = str(given).split("-")
            return {f"{fact}-day": str(int(day)), f"{fact}-month": str(int(month)), f"{fact}-year": year}
        if parts:
            assert isinstance(given, int)
            return _shared_out(given, list(parts))
        if any(one.attributes["type"] == "text" for one in mine):
            return {fact: str(given)}
        assert given in offered, f"{fact}: {given} is not offered"
        return {fact: str(given)}


def _shared_out(points: int, names: list[str]) -> Entered:
    """A score of so many points over its lines, 0 to 3 each."""
    form: Entered = {}
    for name in names:
        form[name] = str(min(points, 3))
        points -= min(points, 3)
    return form


def _fact_of(name: str) -> str:
    """The fact an input belongs to: `loss_date-day` to `loss_date`, `low_mood_score-1` to `low_mood_score`."""
    return name.partition("-")[0]


def _form_around(element: Element) -> Element:
    return next(one for one in element.above() if one.tag == "form")


def _label_of(element: Element) -> str:
    return next(one.text for one in element.above() if one.tag == "label")


def facts_on(page: Page) -> list[str]:
    """The facts a question page asks."""
    names = (one.attributes["name"] for one in page.main.all("input"))
    return [fact for fact in dict.fromkeys(_fact_of(name) for name in names) if fact not in ("none_of_these", "not_sure")]
