"""The headings of a guide's parts, as the pages show them."""

HEADINGS = {
    "first": "Do this first",
    "opening": "What happened",
    "today": "Today, and when to get help",
    "sex": "Sex",
    "contraception": "Contraception",
    "trying_again": "Trying again",
    "feelings": "How you are",
}
