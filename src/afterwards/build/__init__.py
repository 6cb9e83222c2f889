"""The private edition: the pack as one file of data, the pages as JavaScript, and everything written as a folder or one file."""
