"""The engine. Its packages stand in the order of the data: run, draw, encode, store, pages, decks; `cli` is above them all."""
