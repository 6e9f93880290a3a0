"""Reading and writing the platform's XML: no document type, no entity of one's own, nothing deep or huge."""

from typing import Any
from xml.parsers import expat  # an own handler refuses what makes XML dangerous

from assistant.errors import InvalidInput

DEEPEST = 8
MOST_ELEMENTS = 500

Fields = dict[str, Any]
"""Element names with their text, or with the fields inside; the last of two with one name counts below the root."""


def read_fields(body: bytes) -> Fields:
    """Return the fields of an `<xml>` document.

    Raises:
        InvalidInput: It is no UTF-8, no well-formed XML, has a document type, or is too deep or too large.
    """
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.ProcessingInstructionHandler = reader.refuse
    try:
        body.decode("utf-8")
        parser.Parse(body, True)
    except UnicodeDecodeError:
        raise InvalidInput("The body is not UTF-8.") from None
    except expat.ExpatError as error:
        raise InvalidInput(f"The body is no well-formed XML: {expat.ErrorString(error.code)}.") from None
    return reader.fields


class _Reader:
    """Collects fields; text beside elements must be blank."""

    def __init__(self) -> None:
        self.fields: Fields = {}
        self._open: list[tuple[str, Fields, list[str]]] = []
        self._elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if attributes or len(self._open) >= DEEPEST or self._elements > MOST_ELEMENTS:
            raise InvalidInput("The XML has attributes, or is too deep or too large.")
        if not self._open and name != "xml":
            raise InvalidInput("The XML's outer element is not xml.")
        if len(self._open) == 1 and name in self._open[0][1]:
            raise InvalidInput("The XML names one field twice.")
        self._open.append((name, {}, []))

    def end(self, name: str) -> None:
        _, inner, texts = self._open.pop()
        text = "".join(texts)
        if inner and text.strip():
            raise InvalidInput("The XML has text beside elements.")
        if self._open:
            self._open[-1][1][name] = inner or text
        else:
            self._finish(inner, text)

    def characters(self, text: str) -> None:
        self._open[-1][2].append(text)

    def refuse(self, *_declaration: object) -> None:
        raise InvalidInput("The XML has a document type or an instruction; the platform sends none.")

    def _finish(self, inner: Fields, text: str) -> None:
        if text.strip():
            raise InvalidInput("The XML has text beside elements.")
        self.fields = inner


def write_fields(fields: Fields) -> str:
    """Return an `<xml>` document; texts go into CDATA, numbers and nested fields as they are."""
    return f"<xml>{_inner(fields)}</xml>"


def _inner(fields: Fields) -> str:
    return "".join(f"<{name}>{_value(value)}</{name}>" for name, value in fields.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return _inner(value)
    if isinstance(value, int):
        return str(value)
    # A CDATA section ends at its first ]]>, so one inside the text is spread over two sections.
    return f"<![CDATA[{_allowed(str(value)).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _allowed(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return "".join(
        one
        for one in text
        if one in "\t\n\r" or "\x20" <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one >= "\U00010000"
    )
