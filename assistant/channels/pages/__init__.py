"""Pages for people: the demo, an entry, what is kept, the API's description."""
