"""What it is for: the edition: the pages that are the same for everyone, the page program with its data, and handing them out.
What it takes and gives: a pack in; a folder of files with their hashes out, or the same files over HTTP.
What it never does: take, keep or log an answer; everything a person answers stays in her page.
"""
