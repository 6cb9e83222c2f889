"""What it is for: the same answers for very many women at once, by an engine of columns, with totals that are the same from each.
What it takes and gives: a table with a row for each woman and a column for each fact in; a folder of answers and totals out.
What it never does: tell a rule, or how a fact is read, a second time; load what `pip install 'afterwards[cohort]'` brings unless it is run.
"""
