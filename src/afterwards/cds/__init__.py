"""What it is for: an electronic record asks while a method is chosen, or a record is opened, and shows what comes back as cards.
What it takes and gives: a CDS Hooks 2.0 request with FHIR R4 resources in; cards in the words of the pack, with sources, back.
What it never does: keep or log what it was sent, take a missing fact for a no, or fetch from an address that was not configured.
"""
