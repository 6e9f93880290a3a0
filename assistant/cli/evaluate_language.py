"""Printing how well values and intents are read."""

from assistant.evaluation.confusion_picture import confusion_svg
from assistant.evaluation.entities import evaluate_entities
from assistant.evaluation.folds import FoldFigures, evaluate_folds
from assistant.evaluation.sets import Share
from assistant.settings import Settings

MOST_SHOWN = 15


def print_entities(settings: Settings) -> dict[str, Share]:
    """Print the share of right values for each kind; return them by name."""
    table = settings.root / "tests" / "evaluation" / "entities.csv"
    result = evaluate_entities(table, settings.root / "nlu_data" / "lookups")
    print(f"\nValues read out of {sum(one.of for one in result.right.values())} utterances, each exact")
    for kind, one in result.right.items():
        print(f"  {kind:28} {one}")
    for kind, text, expected, got in result.misses[:MOST_SHOWN]:
        print(f"    {kind}: expected {expected}, got {got}: {text}")
    return {f"entities.{kind}": result.right[kind] for kind in ("age", "date", "place")}


def print_folds(settings: Settings) -> None:
    """Print five-fold figures and the worst confusions, and save the confusion matrix as a picture."""
    result = evaluate_folds(settings.root)
    print("\nIntents, five folds over the training examples")
    _print_figures("all", result.every)
    _print_figures("spoken, without generated", result.spoken)
    for name, score in list(result.f1_by_intent.items())[:8]:
        print(f"    F1 {score:.2f}  {name}")
    mistakes = sorted(((n, pair) for pair, n in result.confusion.items() if pair[0] != pair[1]), reverse=True)
    for count, (meant, read) in mistakes[:MOST_SHOWN]:
        print(f"    {count:3d} x {meant} read as {read}")
    picture = settings.root / "var" / "evaluation" / "intent-confusion.svg"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_text(confusion_svg(result.confusion), encoding="utf-8")
    print(f"  Confusion matrix: {picture.relative_to(settings.root)}")


def _print_figures(title: str, figures: FoldFigures) -> None:
    print(f"  {title:28} accuracy {figures.accuracy}, macro-F1 {figures.macro_f1:.3f}")
