"""Finds amounts of medicine in a text; no entry may state one.

Amounts of vitamin A and D, iron, zinc and oral rehydration solution are allowed where a doctor's word is referred to.
"""

import functools
import re
import unicodedata

_NUMBER = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百半几]+)\s*"
_PER_KILOGRAM = re.compile(
    r"(?:mg|ml|ug|μg|毫克|毫升|微克|IU|国际单位)\s*/\s*(?:kg|公斤|千克)|每(?:1|一)?\s*(?:公斤|千克|kg)", re.I
)
_BY_WEIGHT = re.compile(_NUMBER + r"(?:mg|毫克|ug|μg|微克|IU|国际单位)", re.I)
_BY_COUNT = re.compile(
    _NUMBER + r"(?:ml|毫升|片|粒|滴|丸|袋|包|支|颗|喷|揿|泡|勺|匙|贴(?![心近合])|枚(?!硬币))(?![子头])", re.I
)
_EACH_TIME = re.compile(r"[每一]次\s*(?:吃|服|喂|用|给)?\s*" + _NUMBER + r"(?:片|粒|滴|丸)(?![\u4e00-\u9fff])")
_CONCENTRATION = re.compile(r"(?:mg|毫克|ug|μg|微克)\s*/\s*(?:L|升|dl)", re.I)
_MEDICINE = re.compile(
    r"布洛芬|对乙酰氨基酚|扑热息痛|美林|泰诺|退烧药|退热药|退烧贴|退热栓|感冒药|止咳|化痰|止泻药|蒙脱石|思密达|益生菌"
    r"|抗生素|头孢|阿莫西林|阿奇霉素|红霉素|奥司他韦|达菲|开塞露|乳果糖|西甲硅油|西替利嗪|氯雷他定|抗过敏药"
    r"|激素|滴鼻|滴眼|滴耳|糖浆|混悬|颗粒剂|冲剂|驱虫|阿苯达唑|雾化|茵栀黄|妈咪爱|消炎药|药膏|炉甘石|药水|药片"
    r"|服用|口服药|服药|吃药|喂药|用药|每次.{0,4}药|成药"
)
_ALLOWED = re.compile(r"维生素\s*A?D|维生素\s*A|维\s*D|维\s*AD|VD|鱼肝油|铁|锌|补液盐|补液|ORS|HBIG|免疫球蛋白", re.I)
_DOCTOR = re.compile(r"医嘱|医生|医院|说明书")
_KEPT = 30_000
_SENTENCE = re.compile(r"[^。！？；\n]+")


def medicine_amounts(text: str) -> list[tuple[int, str]]:
    """Return (position, wording) of every amount of a medicine in `text`.

    Args:
        text: Any Chinese text; widths of letters and digits do not matter.

    Returns:
        One pair for each sentence that states an amount, in order; position counts from 0 in `text`.
    """
    return list(_amounts(text))


@functools.lru_cache(maxsize=_KEPT)
def _amounts(text: str) -> tuple[tuple[int, str], ...]:
    """The same texts are checked again whenever an editor changes one of them."""
    refers_to_doctor = bool(_DOCTOR.search(text))
    found = []
    for match in _SENTENCE.finditer(text):
        sentence = unicodedata.normalize("NFKC", match.group())
        amount = _amount(sentence)
        if amount and not (_is_allowed(sentence) and (refers_to_doctor or _only_units(sentence))):
            found.append((match.start(), amount))
    return tuple(found)


def _amount(sentence: str) -> str:
    rest = _CONCENTRATION.sub("", sentence)
    match = _PER_KILOGRAM.search(rest) or _BY_WEIGHT.search(rest) or _EACH_TIME.search(rest)
    if match is None and _MEDICINE.search(rest):
        match = _BY_COUNT.search(rest)
    return match.group().strip() if match else ""


def _is_allowed(sentence: str) -> bool:
    return bool(_ALLOWED.search(sentence)) and not re.search(r"布洛芬|对乙酰氨基酚|退烧|退热|抗生素|感冒药", sentence)


def _only_units(sentence: str) -> bool:
    """Whether the amount is in international units, as vitamin D drops for every child are."""
    return not _PER_KILOGRAM.search(sentence) and not re.search(r"\d\s*(?:mg|毫克)", sentence, re.I)
