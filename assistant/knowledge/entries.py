"""Builds an entry from a document and checks each of its fields."""

import re
from datetime import date

from assistant.domain.entry import Certainty, Collection, Entry, ReviewStatus, Source
from assistant.knowledge.fields import FieldReader
from assistant.knowledge.frontmatter import Document
from assistant.knowledge.problems import Problem

MAX_ANSWER_CHARACTERS = 200
MIN_QUESTIONS = 6
DISTRICTS = ("梁溪区", "锡山区", "惠山区", "滨湖区", "新吴区", "江阴市", "宜兴市", "经开区")
_SEEN = ("original", "second_hand")
_REQUIRED = ("id", "title", "age_months", "topics", "questions", "answer", "checked_on", "status")
_OPTIONAL = ("see_doctor_if", "age_group", "red_flags", "tables", "reviewed_by", "effective_from", "effective_until")
_POLICY_OPTIONAL = ("supersedes",)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RED_FLAG = re.compile(r"RF\d{3}")
_TABLE_ROW = re.compile(r"vaccine:[A-Za-z0-9-]+-\d+|warning:\d+-[1-4]|visit:\d+")
_DOCUMENT_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?|[-—~]\d{4})?")


def read_entry(document: Document, collection: Collection) -> tuple[Entry, list[Problem]]:
    """Return the entry and everything wrong with its fields; wrong fields hold neutral values."""
    reader = FieldReader(document)
    is_policy = collection is Collection.POLICY_FAQ
    _check_keys(reader, is_policy)
    entry = Entry(
        id=reader.text("id"),
        collection=collection,
        topic=document.path.parent.name,
        title=reader.text("title"),
        age_months=reader.ages("age_months"),
        topics=reader.texts("topics"),
        questions=reader.texts("questions"),
        answer=reader.text("answer"),
        body=document.body,
        sources=_basis(reader) if is_policy else _sources(reader),
        checked_on=reader.day("checked_on") or date.min,
        status=reader.choice("status", ReviewStatus, ReviewStatus.DRAFT),
        age_group=reader.text("age_group"),
        see_doctor_if=reader.texts("see_doctor_if"),
        red_flags=reader.texts("red_flags"),
        tables=reader.texts("tables"),
        reviewed_by=reader.text("reviewed_by"),
        district=reader.text("district") or "all",
        effective_from=reader.day("effective_from"),
        effective_until=reader.day("effective_until"),
        supersedes=reader.text("supersedes"),
        certainty=reader.choice("certainty", Certainty, Certainty.OFFICIAL),
    )
    _check_names(reader, entry)
    _check_amounts(reader, entry)
    _check_validity(reader, entry)
    return entry, reader.problems


def _check_keys(reader: FieldReader, is_policy: bool) -> None:
    if is_policy:
        reader.check_keys((*_REQUIRED, "basis", "district", "certainty"), (*_OPTIONAL, *_POLICY_OPTIONAL))
    else:
        reader.check_keys((*_REQUIRED, "sources"), _OPTIONAL)


def _sources(reader: FieldReader) -> tuple[Source, ...]:
    items = reader.mappings("sources", ("issuer", "title", "year", "seen"), ("clause",))
    for line, item in items:
        _check_document(reader, line, item)
    _check_any(reader, "sources", bool(items))
    return tuple(Source(i["issuer"], i["title"], i["year"], i["seen"], i["clause"]) for _, i in items)


def _basis(reader: FieldReader) -> tuple[Source, ...]:
    items = reader.mappings("basis", ("issuer", "title", "date", "seen"), ("document_number", "clause"))
    for line, item in items:
        _check_document(reader, line, item)
        if item["date"] and not _DOCUMENT_DATE.fullmatch(item["date"]):
            reader.note(
                line,
                f"the basis has the date {item['date']}",
                "Write 2021-12-30, 2021-12, 2021 or, for a plan, 2021-2025",
            )
    _check_any(reader, "basis", bool(items))
    return tuple(
        Source(i["issuer"], i["title"], i["date"], i["seen"], f"{i['document_number']} {i['clause']}".strip())
        for _, i in items
    )


def _check_any(reader: FieldReader, key: str, is_there: bool) -> None:
    if not is_there and key in reader.document.fields:
        reader.note(reader.document.line(key), f"{key} names no document", "Name at least one, with issuer and year")


def _check_document(reader: FieldReader, line: int, item: dict[str, str]) -> None:
    if item["seen"] and item["seen"] not in _SEEN:
        reader.note(line, f"seen is {item['seen']}", f"Write one of {', '.join(_SEEN)}")
    if item["title"].startswith("《") and item["title"].endswith("》"):
        reader.note(line, "the document's title stands in 《》", "Leave the marks out, they are added when shown")


def _check_names(reader: FieldReader, entry: Entry) -> None:
    line = reader.document.line
    if entry.id and entry.id != reader.document.path.stem:
        reader.note(line("id"), f"the id {entry.id} is not the file's name", f"Write id: {reader.document.path.stem}")
    if entry.id and not _ID.fullmatch(entry.id):
        reader.note(line("id"), f"the id {entry.id} is badly formed", "Use lower-case letters, digits and hyphens")
    if entry.district not in ("all", *DISTRICTS):
        reader.note(line("district"), f"the district {entry.district} is unknown", f"Write all, {', '.join(DISTRICTS)}")
    _check_pattern(reader, "red_flags", entry.red_flags, _RED_FLAG, "RF046")
    _check_pattern(reader, "tables", entry.tables, _TABLE_ROW, "vaccine:HepB-1, warning:3-1 or visit:6")


def _check_pattern(
    reader: FieldReader, key: str, values: tuple[str, ...], pattern: re.Pattern[str], example: str
) -> None:
    for index, value in enumerate(values):
        if value and not pattern.fullmatch(value):
            line = reader.document.item_line(key, index)
            reader.note(line, f"{key} has the badly formed id {value}", f"Write it like {example}")


def _check_amounts(reader: FieldReader, entry: Entry) -> None:
    document = reader.document
    if len(entry.answer) > MAX_ANSWER_CHARACTERS:
        wrong = f"the answer has {len(entry.answer)} characters"
        reader.note(document.line("answer"), wrong, f"Keep it to {MAX_ANSWER_CHARACTERS} and move detail to the body")
    if "questions" in document.fields and len(entry.questions) < MIN_QUESTIONS:
        wrong = f"there are {len(entry.questions)} questions"
        reader.note(document.line("questions"), wrong, f"Write at least {MIN_QUESTIONS}, as parents really ask")
    if "topics" in document.fields and not entry.topics:
        reader.note(document.line("topics"), "there are no topics", "Write at least one")
    if not any(line.startswith("## ") for line in entry.body.splitlines()):
        reader.note(document.body_line, "the body has no heading", "Write the detail under headings that begin with ##")


def _check_validity(reader: FieldReader, entry: Entry) -> None:
    line = reader.document.line
    if entry.effective_from and entry.effective_until and entry.effective_from > entry.effective_until:
        reader.note(line("effective_until"), "the entry ends before it begins", "Put the later date here")
    if entry.status is ReviewStatus.CLINICIAN_REVIEWED and not entry.reviewed_by:
        remedy = "Add reviewed_by with the clinician's name, or write status: checked"
        reader.note(line("status"), "a clinician's review is claimed but nobody is named", remedy)
