"""What we promise about privacy, each promise beside the test that shows it, and what no page can protect against."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise in plain words, and the tests that show it, as paths from the root of the project."""

    says: str
    shown_by: tuple[str, ...]


IN_THE_PAGE = (
    Promise(
        "Your answers stay in the page. None is sent to anyone, us included.",
        (
            "tests/page/test_prove_privacy.py::test_no_answer_is_anywhere_outside_the_page",
            "tests/page/test_private.py::test_what_is_typed_is_not_sent",
            "tools/prove_privacy.py",
        ),
    ),
    Promise(
        "If we ever built a page that leaks, this check would find it.",
        ("tests/page/test_prove_privacy.py::test_a_build_that_leaks_is_found",),
    ),
    Promise(
        "Once it is loaded, the page tells your browser to refuse any sending. It works without a network from then on.",
        ("tests/page/test_private.py::test_the_page_seals_itself", "tests/page/test_worker.py::test_everything_works_offline"),
    ),
    Promise(
        "Nothing is kept. Your answers end when you close the page or leave it.",
        ("tests/page/test_private.py::test_answers_end_with_the_page", "tests/page/test_private.py::test_leaving_shows_an_everyday_page"),
    ),
    Promise(
        "If you ask us to keep your answers, they are locked with your passphrase and stay on your device.",
        ("tests/page/test_keep.py::test_kept_answers_open_with_the_passphrase_only",),
    ),
    Promise(
        "You can erase everything in one step, also without a network. If something cannot be erased, the page says so.",
        ("tests/page/test_keep.py::test_erasing_works_offline", "tests/page/test_keep.py::test_what_cannot_be_erased_is_said"),
    ),
    Promise(
        "A file that was changed or damaged is not used. You then see whom to call, not an answer.",
        ("tests/page/test_hostile.py::test_an_altered_file_shows_urgent_help",),
    ),
)
EVERYWHERE = (
    Promise(
        "No account, no counting of visits, no other company. The pages ask nobody but this site.",
        (
            "tests/page/test_prove_privacy.py::test_no_answer_is_anywhere_outside_the_page",
            "tests/site/test_privacy.py::test_no_page_names_another_site",
            "tests/site/test_privacy.py::test_our_files_ask_nobody_and_keep_nothing",
        ),
    ),
    Promise(
        "This site only hands out files. It sets no cookie and reads nothing that is sent to it.",
        ("tests/site/test_privacy.py::test_no_cookie_is_ever_set", "tests/site/test_protection.py::test_what_is_sent_is_not_read"),
    ),
    Promise(
        "No answer is in an address, a title or a log.",
        (
            "tests/page/test_private.py::test_moving_about_does_not_change_the_address",
            "tests/site/test_privacy.py::test_no_address_carries_an_answer",
            "tests/site/test_privacy.py::test_all_pages_have_one_title",
            "tests/site/test_privacy.py::test_the_log_has_no_answer",
        ),
    ),
    Promise(
        "Without JavaScript nothing is asked of you. Each question has its answer for everyone, to read.",
        (
            "tests/site/test_questions.py::test_no_page_has_a_form_but_the_start_page",
            "tests/site/test_questions.py::test_every_branch_stands_there_with_whom_it_is_for",
        ),
    ),
)
"""Of the site, and of every page."""
LIMITS = (
    "Someone who looks over your shoulder, or who uses this device after you while the page is open.",
    "A device that is watched: by an employer, by a program that records what you type, or by someone who knows your password.",
    "Extensions of your browser. They can read every page.",
    "The list of visited pages. It shows that this site was opened, and when. A private window does not keep it.",
    "The company that runs this site, or your network. They can see that it was asked for, and when. They cannot see your answers.",
    "Without JavaScript, or in another tab, each page is asked for by its number. This shows which pages you read.",
    "Your browser itself. Some browsers ask their maker how to fill in a form, and so tell it which form is open, not what you answer.",
    "What you print, save or send, and the copies that your device makes of itself.",
    "Memory that the device writes to its disk while the page is open.",
    "A passphrase that others can guess.",
)
