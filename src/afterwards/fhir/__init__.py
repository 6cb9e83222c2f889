"""What it is for: FHIR R4 in and out, so that a record system can ask and be answered in its own words.
What it takes and gives: a record or a filled-in questionnaire in, facts out; the questions and a guide out as FHIR resources.
What it never does: decide an answer, read a display or a text as if it were a code, or take what is absent from a record for a no.
"""
