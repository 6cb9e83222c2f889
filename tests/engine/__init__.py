"""The engine, tested on a tea shop and on random tables: nothing here is medicine."""
