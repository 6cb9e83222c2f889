"""The headings of a guide's parts, as the pages show them: the statements that say them."""

HEADINGS = {
    "first": "site.part-first",
    "opening": "site.part-opening",
    "today": "site.part-today",
    "sex": "site.part-sex",
    "contraception": "site.part-contraception",
    "trying_again": "site.part-trying-again",
    "feelings": "site.part-feelings",
}
TOPICS = {**HEADINGS, "methods": "site.part-methods", "reading": "site.part-reading", "general": "site.part-general"}
"""What a reviewer finds a sentence under."""
