"""The resources that came with a call. A search that was not run, or failed, is not the same as one that had no result.

A client may leave a key out (not run), send null or an empty Bundle (run, nothing there), an OperationOutcome or a page in HTML
(failed), or only the first page of a Bundle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from afterwards.cds.discovery import PATIENT, TYPES, key_of
from afterwards.cds.hook_call import Resource

OUTCOME, BUNDLE = "OperationOutcome", "Bundle"


@dataclass(frozen=True, slots=True)
class Had:
    """What is had of the record: `resources`, the types that were `searched`, and those of which only a part came (`in_part`)."""

    resources: tuple[Resource, ...] = ()
    searched: frozenset[str] = frozenset()
    in_part: frozenset[str] = frozenset()

    @property
    def missing(self) -> tuple[str, ...]:
        """The types that were not searched, or whose search failed."""
        return tuple(kind for kind in TYPES if kind not in self.searched)

    def __or__(self, other: Had) -> Had:
        return Had((*self.resources, *other.resources), self.searched | other.searched, self.in_part | other.in_part)


def from_prefetch(prefetch: Mapping[str, object] | None) -> Had:
    """What the client sent along."""
    had = Had()
    for kind in TYPES:
        if prefetch is not None and key_of(kind) in prefetch:
            had |= result_of(kind, prefetch[key_of(kind)])
    return had


def result_of(kind: str, result: object) -> Had:
    """What one search for a type of resource gave."""
    if result is None:
        return Had(searched=frozenset({kind}))
    if not isinstance(result, dict):
        return Had()
    if result.get("resourceType") != BUNDLE:
        is_kind = result.get("resourceType") == kind
        return Had((result,), frozenset({kind})) if is_kind else Had()
    resources = tuple(_in_bundle(result))
    # A server may put an OperationOutcome beside results as a remark; alone it says that the search failed.
    if resources and all(resource.get("resourceType") == OUTCOME for resource in resources):
        return Had()
    in_part = frozenset({kind} if kind != PATIENT and next_page(result) else ())
    return Had(tuple(one for one in resources if one.get("resourceType") != OUTCOME), frozenset({kind}), in_part)


def next_page(bundle: Resource) -> str:
    """The address of the next page of a Bundle; "" for none."""
    links = bundle.get("link")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("relation") == "next" and isinstance(link.get("url"), str):
            return str(link["url"])
    return ""


def _in_bundle(bundle: Resource) -> Iterator[Resource]:
    entries = bundle.get("entry")
    for entry in entries if isinstance(entries, list) else ():
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict):
            yield resource


def belongs_to(resource: Resource, patient: str) -> bool:
    """Whether a resource is of this patient: by its id if it is a Patient, else by its subject or patient."""
    if resource.get("resourceType") == PATIENT:
        return resource.get("id") == patient
    references = tuple(_references(resource.get(name) for name in ("subject", "patient")))
    return bool(references) and all(_names(reference, patient) for reference in references)


def _names(reference: str, patient: str) -> bool:
    """Whether a reference is to this patient: relative, absolute, of a version, or by her id as a UUID."""
    return reference == f"urn:uuid:{patient}" or reference.split("/_history/")[0].split("/")[-2:] == [PATIENT, patient]


def _references(subjects: Iterable[object]) -> Iterator[str]:
    for subject in subjects:
        reference = subject.get("reference") if isinstance(subject, dict) else None
        if isinstance(reference, str):
            yield reference
