"""Tests. The folders mirror src/afterwards; `teashop` is a table that is not medicine, `cases` are worked people."""
