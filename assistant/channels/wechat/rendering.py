"""A reply as the official account shows it: texts within 2,048 bytes, choices as lines, cards as text or 图文."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from assistant.channels.wechat import wording
from assistant.channels.wechat.choices import lines, lists_places
from assistant.domain.urgency import Urgency
from assistant.domain.wechat import MOST_BYTES, Article, FollowerMessage, cut, size
from assistant.services.clock import WUXI_TIME

LONGEST_DESCRIPTION = 60
"""Characters of an article's description that a phone shows."""

Reply = Mapping[str, Any]
"""A reply as the public contract words it."""


def render(reply: Reply, public_url: str) -> list[FollowerMessage]:
    """Return the messages that show a reply, most important first; none when a person is on.

    An emergency comes alone in its message. An answer too long for one message ends with its page as a card.
    """
    body = [*map(_without_buttons, reply["texts"]), *_card_lines(reply["cards"], "\n".join(reply["texts"]))]
    if not body:
        return []
    options, notice = lines(reply["choices"], lists_places(reply)), _notice(reply, public_url)
    if is_emergency(reply):
        return [*_pieces([*body, options]), *_pieces([notice])]
    article = _article(reply["cards"])
    link = [_read_on(article)] if article is not None else []
    messages = _pieces([*body, *link, options, notice])
    if len(messages) == 1 or article is None:
        return messages
    return [*_pieces([*body, options, notice]), FollowerMessage(article=article)]


def is_emergency(reply: Reply) -> bool:
    """Whether the reply is an alarm that nothing may stand beside."""
    return bool(reply["intent"]["name"] == "triage" and Urgency(reply["urgency"]).is_emergency)


def link_to(url: str, text: str) -> str:
    """Return a link as text messages of the platform show it."""
    return f'<a href="{url}">{text}</a>'


def _without_buttons(text: str) -> str:
    for spoken, written in wording.WITHOUT_BUTTONS.items():
        text = text.replace(spoken, written)
    return text


def _pieces(parts: Sequence[str]) -> list[FollowerMessage]:
    """Join paragraphs while they fit; cut only those that alone do not."""
    texts: list[str] = []
    for part in (part for part in parts if part):
        if texts and size(texts[-1]) + size(part) + 2 <= MOST_BYTES:
            texts[-1] += f"\n\n{part}"
        else:
            texts += cut(part)
    return [FollowerMessage(text) for text in texts]


def _notice(reply: Reply, public_url: str) -> str:
    notice = reply.get("notice")
    if not notice:
        return ""
    return wording.NOTICE.format(
        text=notice["text"], link=link_to(f"{public_url}{notice['url']}", wording.NOTICE_LINK_TEXT)
    )


def _article(cards: Sequence[Mapping[str, Any]]) -> Article | None:
    """The page behind a reply with one answer; several answers are offered as choices instead."""
    answers = [card for card in cards if card["type"] == "answer"]
    if len(answers) != 1:
        return None
    card = answers[0]
    return Article(card["title"], card["text"][:LONGEST_DESCRIPTION], card["url"])


def _read_on(article: Article) -> str:
    return wording.READ_ON.format(link=link_to(article.url, article.title))


def _card_lines(cards: Sequence[Mapping[str, Any]], said: str) -> list[str]:
    """What cards hold beyond the words before them: a page shows both side by side, a chat one below the other."""
    shown = [CARDS[card["type"]](card, said) for card in cards if card["type"] in CARDS]
    return [text for text in shown if text]


def _emergency(card: Mapping[str, Any], said: str) -> str:
    steps = [f"{number}. {step}" for number, step in enumerate(card["steps"], 1)]
    return "\n".join([f"【{card['title']}】", *steps])


def _contact(card: Mapping[str, Any], said: str) -> str:
    hours = f"（{card['hours']}）" if card.get("hours") else ""
    return f"{card['name']}：{card['phone']}{hours}"


def _institution(card: Mapping[str, Any], said: str) -> str:
    metres, free = card.get("distance_m"), card.get("places_free")
    phone, name, address = card.get("phone"), card.get("name", ""), card.get("address")
    if name and name in said:
        return _listed(f"【{name}】", address) if address and address not in said else ""
    return _listed(
        f"【{name}】",
        address,
        wording.DISTANCE.format(metres=metres) if metres is not None else card.get("area"),
        wording.PLACES_FREE.format(count=free) if free is not None else None,
        wording.CALL.format(phone=phone) if phone else None,
    )


def _guidance_session(card: Mapping[str, Any], said: str) -> str:
    free, title = card.get("seats_free"), card.get("title")
    if title and title in said:
        return ""
    return _listed(
        f"【{title or card.get('kind', '')}】",
        _moment(card.get("starts_at")),
        card.get("place"),
        wording.SEATS_FREE.format(count=free) if free is not None else None,
    )


def _booking(card: Mapping[str, Any], said: str) -> str:
    session, code = card.get("session"), card.get("code")
    inner = _guidance_session(session, said) if isinstance(session, Mapping) else session
    return _listed(inner, wording.CODE.format(code=code) if code and code not in said else None)


def _listed(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)


def _moment(starts_at: str | None) -> str | None:
    if not starts_at:
        return None
    return datetime.fromisoformat(starts_at).astimezone(WUXI_TIME).strftime("%Y年%m月%d日 %H:%M")


CARDS: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
    "emergency": _emergency,
    "contact": _contact,
    "institution": _institution,
    "guidance_session": _guidance_session,
    "booking": _booking,
}
"""How each card reads as text after what was said before it; an answer's card is its link."""
