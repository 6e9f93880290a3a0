"""Showing how triage reads a sentence."""

from assistant.settings import load_settings


def explain(sentence: str, age_months: int | None) -> int:
    """Print rules, words with their places, negations, age and version."""
    from assistant.dialogue.triage import load_reader

    print(load_reader(load_settings().knowledge_folder / "triage").explain(sentence, age_months))
    return 0
