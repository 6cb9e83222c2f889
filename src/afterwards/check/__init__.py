"""What it is for: every check on the knowledge, for those who write it: what is unused, dead, untried or hard to read.
What it takes and gives: a folder with a pack and its worked cases in; complaints with file, line and remedy out.
What it never does: answer a person, change a file of the pack, or stand between a sound pack and its use.
"""
