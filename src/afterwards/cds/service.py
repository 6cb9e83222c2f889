"""The addresses of the service, as operations of the API: the list of services, each of them, and its feedback.

The order of work: who calls, what is called, what is ordered, what is had of the record, and only then her facts and the cards. What
is not needed for the order that is made is not fetched.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from starlette.types import Receive, Scope, Send

from afterwards.api.app import Handler, Operation, reply
from afterwards.api.body import JSON_KINDS, MIB, Refused, read_body
from afterwards.api.call import complaint
from afterwards.api.written import as_json
from afterwards.cds.card import Card
from afterwards.cds.cards import Basis, cards_for, ordered_in
from afterwards.cds.discovery import OFFERED, SERVICES, TYPES, Service, discovery
from afterwards.cds.feedback import Feedback
from afterwards.cds.fhir_server import FetchLimits, FhirServer, is_configured
from afterwards.cds.hook_call import HookCall, read_hook_call, read_object
from afterwards.cds.resources import from_prefetch
from afterwards.cds.tokens import Tokens
from afterwards.fhir.codes import CodeMap
from afterwards.pack.code_map import MEASURED, SYSTEMS
from afterwards.pack.model import Pack

FEEDBACK_BODY = MIB
PANELS = ("http://loinc.org|85354-9", "http://loinc.org|55284-4", "http://snomed.info/sct|75367002")
"""A blood pressure as a whole: a search for its two numbers does not find it."""
PREFLIGHT = "Authorization, Content-Type"
"""The headers that a page of a named origin may send."""
log = logging.getLogger("afterwards.access")


@dataclass(frozen=True, slots=True)
class CdsSettings:
    """How the service is set up. `address`: where clients call it, before `/cds-services`; `pages`: where the edition lies, "" for none.

    `tokens`: checks who calls; None where nobody is checked, which is for this computer alone. `servers`: the FHIR servers that may be
    asked. `body`: bytes of one call, `reading`: seconds in which it must have come.
    """

    guideline: str = "uk"
    address: str = ""
    pages: str = ""
    tokens: Tokens | None = None
    servers: tuple[str, ...] = ()
    body: int = 4 * MIB
    reading: float = 30.0
    fetching: FetchLimits = field(default_factory=FetchLimits)


class CdsHooks:
    """The services of one pack. `today` gives the day of a request."""

    def __init__(self, pack: Pack, codes: CodeMap, settings: CdsSettings, today: Callable[[], date]) -> None:
        self._pack, self._codes, self._settings, self._today = pack, codes, settings, today
        self._observations = observation_codes(codes)
        self.feedback = {service.id: Feedback(service.id) for service in OFFERED}

    def operations(self) -> dict[str, Operation]:
        """What each address does, by the address after the prefix."""
        offered = as_json(discovery(self._observations))

        async def discover(scope: Scope, _: Receive, send: Send) -> None:
            await reply(send, 200, offered, scope)

        return {
            SERVICES: Operation(("GET", "HEAD"), discover, PREFLIGHT),
            **{service.address: Operation(("POST",), self._called(service), PREFLIGHT) for service in OFFERED},
            **{service.feedback: Operation(("POST",), self._told_back(service), PREFLIGHT) for service in OFFERED},
        }

    def _called(self, service: Service) -> Handler:
        async def handle(scope: Scope, receive: Receive, send: Send) -> None:
            self._check(scope, service.address)
            body = read_object(await read_body(scope, receive, JSON_KINDS, self._settings.body, self._settings.reading))
            cards = await self._cards(service, read_hook_call(body, service.hooks, of_orders=service.of_orders))
            await reply(send, 200, as_json({"cards": cards}), scope)

        return handle

    def _told_back(self, service: Service) -> Handler:
        async def handle(scope: Scope, receive: Receive, send: Send) -> None:
            self._check(scope, service.feedback, service.address)
            self.feedback[service.id].take(read_object(await read_body(scope, receive, JSON_KINDS, FEEDBACK_BODY, self._settings.reading)))
            await reply(send, 200, as_json({}), scope)

        return handle

    def _check(self, scope: Scope, *addresses: str) -> None:
        if self._settings.tokens:
            header = next((value for name, value in scope["headers"] if name == b"authorization"), b"").decode("latin-1")
            self._settings.tokens.check(header, [f"{self._settings.address}{address}" for address in addresses])

    async def _cards(self, service: Service, call: HookCall) -> list[Card]:
        orders = ordered_in(call, self._codes) if service.of_orders else None
        if orders and not orders.methods and not orders.kinds and not orders.strangers:
            return []
        had = from_prefetch(call.prefetch)
        if had.missing and is_configured(call.fhir_server, self._settings.servers):
            server = FhirServer(call.fhir_server, call.token, call.patient, self._observations, self._settings.fetching)
            had |= await asyncio.to_thread(server.fetch, had.missing)
        if not had.searched:
            raise _nothing_had(call, self._settings)
        basis = Basis(self._pack, self._codes, self._settings.guideline, self._today(), self._settings.pages)
        cards, strangers = cards_for(basis, call, orders, had)
        if strangers:
            log.warning("%s: %s entries of another person were not used", service.id, strangers)
        return cards


def _nothing_had(call: HookCall, settings: CdsSettings) -> Refused:
    allowed = f"prefetch of one or more of {', '.join(TYPES)}"
    configured = is_configured(call.fhir_server, settings.servers)
    remedy = (
        "Let the FHIR server answer for this patient." if configured else "Send prefetch, or have the FHIR server named with --cds-fhir."
    )
    return Refused(412, complaint("prefetch", "", allowed, "nothing of the record can be had.", remedy))


def observation_codes(codes: CodeMap) -> tuple[str, ...]:
    """The codes of observations that the code map knows, and of panels that hold them, as a search names them: `system|code`."""
    known = {(system, row.code) for (system, _), rows in codes.rows.items() for row in rows if system == "loinc" or row.value == MEASURED}
    return tuple(sorted({*PANELS, *(f"{SYSTEMS[system]}|{code}" for system, code in known if system in SYSTEMS)}))
