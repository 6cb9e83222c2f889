"""What we promise about privacy, each promise beside the test that shows it, and what no page can protect against."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """The statement that says a promise in plain words, and the tests that show it, as paths from the root of the project."""

    says: str
    shown_by: tuple[str, ...]


IN_THE_PAGE = (
    Promise(
        "site.promise-stay-in-page",
        (
            "tests/page/test_prove_privacy.py::test_no_answer_is_anywhere_outside_the_page",
            "tests/page/test_private.py::test_what_is_typed_is_not_sent",
            "tools/prove_privacy.py",
        ),
    ),
    Promise(
        "site.promise-leak-is-found",
        ("tests/page/test_prove_privacy.py::test_a_build_that_leaks_is_found",),
    ),
    Promise(
        "site.promise-refuses-sending",
        ("tests/page/test_private.py::test_the_page_seals_itself", "tests/page/test_worker.py::test_everything_works_offline"),
    ),
    Promise(
        "site.promise-nothing-kept",
        ("tests/page/test_private.py::test_answers_end_with_the_page", "tests/page/test_private.py::test_leaving_shows_an_everyday_page"),
    ),
    Promise(
        "site.promise-locked",
        ("tests/page/test_keep.py::test_kept_answers_open_with_the_passphrase_only",),
    ),
    Promise(
        "site.promise-erase",
        ("tests/page/test_keep.py::test_erasing_works_offline", "tests/page/test_keep.py::test_what_cannot_be_erased_is_said"),
    ),
    Promise(
        "site.promise-altered-file",
        ("tests/page/test_hostile.py::test_an_altered_file_shows_urgent_help",),
    ),
)
EVERYWHERE = (
    Promise(
        "site.promise-no-account",
        (
            "tests/page/test_prove_privacy.py::test_no_answer_is_anywhere_outside_the_page",
            "tests/site/test_privacy.py::test_no_page_names_another_site",
            "tests/site/test_privacy.py::test_our_files_ask_nobody_and_keep_nothing",
        ),
    ),
    Promise(
        "site.promise-only-files",
        ("tests/site/test_privacy.py::test_no_cookie_is_ever_set", "tests/site/test_protection.py::test_what_is_sent_is_not_read"),
    ),
    Promise(
        "site.promise-not-in-an-address",
        (
            "tests/page/test_private.py::test_moving_about_does_not_change_the_address",
            "tests/site/test_privacy.py::test_no_address_carries_an_answer",
            "tests/site/test_privacy.py::test_all_pages_have_one_title",
            "tests/site/test_privacy.py::test_the_log_has_no_answer",
        ),
    ),
    Promise(
        "site.promise-without-script",
        (
            "tests/site/test_questions.py::test_no_page_has_a_form_but_the_start_page",
            "tests/site/test_questions.py::test_every_branch_stands_there_with_whom_it_is_for",
        ),
    ),
)
"""Of the site, and of every page."""
LIMITS = (
    "site.limit-shoulder",
    "site.limit-watched-device",
    "site.limit-extensions",
    "site.limit-list-of-pages",
    "site.limit-network",
    "site.limit-numbers",
    "site.limit-own-browser",
    "site.limit-printed",
    "site.limit-memory",
    "site.limit-passphrase",
)
