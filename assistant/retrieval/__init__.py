"""Finding the entry that answers a question: tokens, vectors, the two searchers and their fusion."""
