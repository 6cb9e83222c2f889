"""The pack in files and in memory: mirrors `afterwards.pack`."""
