"""The order of a turn: triage, a person, Rasa, retrieval."""
