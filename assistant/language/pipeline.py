"""The spaCy pipeline: characters, known words (EntityRuler) and measures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from assistant.domain.measures import Reading, Span, TermMention
from assistant.language.calendar_words import WorkDayRule
from assistant.language.normalise import normalise
from assistant.language.reader import HasSpan, read_measures, with_dates
from assistant.language.word_lists import load_words

MEASURES = "measures"
"""Name of the component and of its group in `doc.spans`."""

_READING = "assistant.reading"


class MeasureComponent:
    """Marks ages, temperatures, durations, counts, weights and lengths in `doc.spans["measures"]`.

    The text has to be in normal form. Each span's label is its kind (age, temperature, duration, count, weight,
    length); the values are in the `Reading` that `reading_of` returns.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Add the spans and the reading to the document."""
        reading = read_measures(doc.text)
        doc.user_data[_READING] = reading
        kinds: dict[str, Sequence[HasSpan]] = {
            "age": reading.ages,
            "temperature": reading.temperatures,
            "duration": reading.durations,
            "count": reading.counts,
            "weight": reading.weights,
            "length": reading.lengths,
        }
        spans = [
            doc.char_span(mention.span.start, mention.span.end, label=kind, alignment_mode="expand")
            for kind, mentions in kinds.items()
            for mention in mentions
        ]
        doc.spans[MEASURES] = [span for span in spans if span is not None]
        return doc


@Language.factory(MEASURES)
def create_measures(nlp: Language, name: str) -> MeasureComponent:
    """Make the component; spaCy calls this."""
    return MeasureComponent()


def reading_of(doc: Doc) -> Reading:
    """The measures that the pipeline found in a document, without dates and known words."""
    reading: Reading = doc.user_data[_READING]
    return reading


def build_pipeline(lookups_folder: Path) -> Language:
    """Build the pipeline from the word lists of a folder.

    Characters are the tokens: word segmenters split 一岁半 and 十八斤半 in wrong places.

    Raises:
        KnowledgeError: A word list is missing or wrong; see `load_words`.
    """
    nlp: Language = spacy.blank("zh")
    words = load_words(lookups_folder)
    ruler = nlp.add_pipe("entity_ruler", config={"overwrite_ents": True})
    patterns = [{"label": word.label, "pattern": word.variant, "id": word.value} for word in words]
    ruler.add_patterns(patterns)  # type: ignore[attr-defined]
    nlp.add_pipe(MEASURES)
    return nlp


def read_with_pipeline(nlp: Language, text: str, now: datetime, is_work_day: WorkDayRule | None = None) -> Reading:
    """Read everything out of a message, known words included; "" gives an empty reading.

    Args:
        nlp: What `build_pipeline` returned; may be shared between threads.
        text: The message as typed.
        now: The moment of speaking.
        is_work_day: See `find_dates`.
    """
    plain = normalise(text)
    if not plain:
        return Reading("")
    doc = nlp(plain)
    terms = tuple(
        TermMention(Span(entity.start_char, entity.end_char, entity.text), entity.label_, entity.ent_id_)
        for entity in doc.ents
    )
    return replace(with_dates(reading_of(doc), now, is_work_day), terms=terms)
