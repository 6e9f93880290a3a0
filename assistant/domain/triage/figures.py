"""Figures told of a child: temperatures, rates, how long, how often, heights, oxygen."""

import re
from collections.abc import Iterable

from assistant.domain.measures import CountMention, DurationMention, Reading, Span
from assistant.domain.numerals import read_number
from assistant.domain.triage import cues
from assistant.domain.triage.birth_weight import weight_lost_percent
from assistant.domain.triage.context import Context, Status
from assistant.domain.triage.feeding import milk_share
from assistant.domain.triage.mentions import Mention, status_at
from assistant.domain.triage.ownership import Ownership
from assistant.domain.triage.rules import RuleSet
from assistant.domain.triage.subjects import ADULT, ANIMAL
from assistant.domain.triage.told import Observation
from assistant.domain.triage.told_days import told_days

_OTHER_TEMPERATURE = re.compile(
    r"水温|洗澡水|热水|温水|开水|室温|房间|气温|空调|奶温|冲奶|泡奶|奶粉|天气|外面|暖气|地暖|恒温|壶|温奶|调奶|洗澡(?!时|的时候|后|完|出来|以后|之后)|冰箱|热水器|户外|室外|地表|高温"
)
_FEVER_RIGHT_BEFORE = re.compile(r"(?:发烧|高烧|烧到|烧了|体温)[^,。]{0,3}$")
_OTHER_TEMPERATURE_AFTER = re.compile(r"^的?(?:高温|天气?|大太阳|大热天|太阳|热水|水|室外|户外)")
_SATURATION = re.compile(
    r"(?:血氧|氧饱和度?|spo2|指夹|指脉|(?:夹|套)(?:在)?手指)[^\d,，。;七八九]{0,12}(\d{2,3}|[七八九]十[一二三四五六七八九]?)(?![\d度点]|多?[块元])"
    r"|夹(?:了|着|出来|上|在)?(?:还是|都是|就是|就|才|只有|只|是)(\d{2}|[七八九]十[一二三四五六七八九]?)(?![\d度点个块元天岁斤分次只颗])"
)
_OXYGEN_DEVICE = re.compile(
    r"(?:夹手指|夹在?手指头?|夹在?指头|指夹|测氧|血氧)[^。;]{0,12}?(?:仪|机器|夹子|小夹|家伙|玩意|一夹|夹上|显示|数字)"
)
_OXYGEN_READ = re.compile(
    r"(?<![\d.])([6789]\d|[六七八九]十[一二三四五六七八九]?)(?![\d%.]*(?:块|元|天|岁|个|月|度|分|厘|斤|次|年|秒|折|号|多块))(?!\d)"
)
"""Read off a device that clips onto a finger, wherever in the same sentence the figure stands."""

_BARE_TEMPERATURE = re.compile(
    r"(?<![\d.:])(?:3[5-9]|4[0-2])\.\d(?!\d|\s*(?:kg|公斤|斤|cm|厘米|公分|周|%|元|块|个|岁|月|天|分|码|公里|万|mm|毫|mg|ml|号|米|千克|克|km))"
)
_OTHER_FIGURE = re.compile(
    r"(?:体重|身高|头围|胸围|腹围|身长|花了?|价|鞋|码|评分|孕|怀孕|指数|血糖|胆红素|黄疸|公里|维|卖|买|考|排名|第(?![^,。;]{0,3}[天日晚夜午])|版|超|b超|尺|围)[^,。;]{0,5}$"
)
_NOT_REACHED = re.compile(r"(?:没有|没|不|未)(?:再)?(?:烧到|超过|达到|到|发到|烧|高过)*$")
_NOT_BEFORE = re.compile(r"不是$")
_NOT_LASTING = re.compile(r"^(?:以|之)?(?:前|后|内)|^(?:一次|吃一次|喂一次)")
_HEART = re.compile(r"心率|心跳|脉搏")
_FALLS = ("fall", "head_hit", "high_fall", "stairs_fall")
_BREATHS_IN_WORDS = re.compile(
    r"(?:一分钟|每分钟|1分钟|60秒|一分)[^,。]{0,6}?(?:呼吸|喘|出气|起伏|起落|一鼓一瘪|一起一落)[^,。\d一二三四五六七八九十百]{0,4}(\d{2,3}|[二三四五六七八九]?十[一二三四五六七八九]?|一百[一二三四五六七八九十]{0,3})(?:多)?(?:下|次|口|回)?"
    r"|(?:呼吸|喘|起伏)[^,。]{0,6}?(?:一分钟|每分钟|1分钟)[^,。\d一二三四五六七八九十百]{0,4}(\d{2,3}|[二三四五六七八九]?十[一二三四五六七八九]?)(?:多)?(?:下|次|口|回)?"
)
_NUMBER_UP_TO_99 = r"\d{2,3}|[二三四五六七八九]?十[一二三四五六七八九]?"
_COUNTED_BREATHS = re.compile(
    rf"(?:一分钟|每分钟|1分钟)[^,。\d]{{0,5}}?({_NUMBER_UP_TO_99})(?:多|来)?口气"
    rf"|(?:掐(?:着)?表|数)(?:了|着|过|他|她|一下|下来|是|有|都|到)*({_NUMBER_UP_TO_99})(?![\d天个岁月度])"
    rf"|(?:掐(?:着)?表|数(?:了|着|过)?(?:数|一数|[一两三几]遍|一遍|一分钟)?),?(?:都是|都|是|有|一共|足足|整整)*({_NUMBER_UP_TO_99})(?:多|来)?(?:下|次|口|回|,|$)"
    rf"|(?:掐(?:着)?表|一分钟)[^。]{{0,6}}?(?:起伏|起落|鼓|动|喘)(?:了)?({_NUMBER_UP_TO_99})(?:多|来)?(?:下|次|口|回)"
    rf"|(?<!咳)(?<!吐)(?<!跳)({_NUMBER_UP_TO_99})(?:多|来)?下(?=[^。]{{0,12}}数)"
)
_AT_REST = re.compile(r"呼吸|喘|出气|口气|睡着|躺着|安静|不哭|静下来|睡(?!前|不)|歇着|胸口?|肚皮|起伏")
_FEWEST_BREATHS = 15
_FEVER, _FEVER_CONCEPT = 37.5, "fever"


class Figures:
    """Takes the figures of one message into an observation."""

    def __init__(
        self,
        reading: Reading,
        context: Context,
        mentions: tuple[Mention, ...],
        owners: Ownership,
        rules: RuleSet,
        seen: Observation,
    ) -> None:
        self._reading = reading
        self._text = reading.text
        self._context = context
        self._mentions = mentions
        self._owners = owners
        self._concepts = rules.concepts
        self._seen = seen
        self._fevers: list[int] = []

    def take(self, age_spans: tuple[Span, ...]) -> None:
        """Note all figures; `age_spans` are durations that were read as ages."""
        self._take_temperatures()
        self._take_bare_temperatures()
        self._take_durations(age_spans)
        self._take_counts()
        self._take_spoken_breaths()
        self._take_heights()
        self._take_saturation()
        self._take_weight_lost()
        self._take_milk()

    def _note(self, start: int, name: str, value: float) -> None:
        whose = self._owners.child_or_none(start)
        if whose is not None:
            self._seen.measure(whose, name, value)

    def _take_temperatures(self) -> None:
        for item in self._reading.temperatures:
            start, end = _ends(item.span)
            before = self._text[max(0, start - 8) : start]
            if _NOT_BEFORE.search(before):
                self._seen.corrected = True
                continue
            is_other = _OTHER_TEMPERATURE.search(before) and not _FEVER_RIGHT_BEFORE.search(before)
            if is_other or _OTHER_TEMPERATURE_AFTER.match(self._text[end:]):
                continue
            if _NOT_REACHED.search(before) or self._is_threshold(start, end):
                continue
            if status_at(self._context, start, end) is Status.PRESENT and not self._is_adults_turn():
                self._note_temperature(start, item.celsius)

    def _is_adults_turn(self) -> bool:
        return self._owners.before == ADULT and not self._owners.people

    def _take_bare_temperatures(self) -> None:
        """38.2 with one decimal and no other unit, wherever nothing else is measured."""
        taken = [item.span for item in self._reading.temperatures]
        taken += [item.span for item in self._reading.weights] + [item.span for item in self._reading.lengths]
        for found in _BARE_TEMPERATURE.finditer(self._text):
            start, end = found.span()
            before = self._text[max(0, start - 10) : start]
            if any(span.start < end and start < span.end for span in taken) or self._is_threshold(start, end):
                continue
            if _OTHER_FIGURE.search(before) or _OTHER_TEMPERATURE.search(before) or _NOT_BEFORE.search(before):
                continue
            if status_at(self._context, start, end) is Status.PRESENT and not self._is_adults_turn():
                self._note_temperature(start, float(found.group()))

    def _note_temperature(self, start: int, celsius: float) -> None:
        self._note(start, "temperature", celsius)
        if celsius >= _FEVER:
            self._fevers.append(start)

    def _is_threshold(self, start: int, end: int) -> bool:
        clause = self._context.clause(start)
        follows = self._text[end : clause[1]]
        return bool(cues.THRESHOLD_AFTER.match(follows)) and self._context.says(cues.THRESHOLD_TALK, *clause)

    def _take_durations(self, age_spans: tuple[Span, ...]) -> None:
        previous_end = 0
        lasting = [m for m in self._mentions if self._concepts[m.match.concept].lasts]
        read = self._reading.durations
        ordinals = [
            item
            for item in told_days(self._text)
            if not any(item.span.start < other.span.end and other.span.start < item.span.end for other in read)
        ]
        for item in sorted((*read, *ordinals), key=lambda mention: mention.span.start):
            start, end = _ends(item.span)
            if item.span in age_spans or _NOT_LASTING.match(self._text[end:]):
                continue
            if status_at(self._context, start, end) is Status.SUPPOSED:
                continue
            self._bind(item, lasting, "hours", (item.hours,), previous_end)
            previous_end = end

    def _take_counts(self) -> None:
        previous_end = 0
        counted = [m for m in self._mentions if self._concepts[m.match.concept].counted]
        for item in self._reading.counts:
            if item.per_minute:
                self._take_rate(item)
                continue
            if status_at(self._context, *_ends(item.span)) is Status.SUPPOSED:
                continue
            self._bind(item, counted, "times", (item.low, item.high), previous_end)
            previous_end = item.span.end

    def _take_rate(self, item: CountMention) -> None:
        start, end = _ends(item.span)
        clause_start, _ = self._context.clause(start)
        if "按压" in self._text[clause_start:start] or status_at(self._context, start, end) is not Status.PRESENT:
            return
        name = "pulse" if _HEART.search(self._text, max(0, start - 12), start) else "breaths"
        self._note(start, name, item.high)

    def _take_spoken_breaths(self) -> None:
        """一分钟喘六十五下, 睡着了数他三十八下: a rate told with a verb between, or counted at rest."""
        if any(item.per_minute for item in self._reading.counts):
            return
        found_here = [*_BREATHS_IN_WORDS.finditer(self._text)]
        if not found_here and _AT_REST.search(self._text):
            found_here = [*_COUNTED_BREATHS.finditer(self._text)]
        for found in found_here:
            value = _spoken(next(group for group in found.groups() if group))
            if value >= _FEWEST_BREATHS and status_at(self._context, *found.span()) is Status.PRESENT:
                is_pulse = _HEART.search(self._text, max(0, found.start() - 12), found.end())
                number = next(found.start(index) for index, group in enumerate(found.groups(), 1) if group)
                self._note(number, "pulse" if is_pulse else "breaths", value)

    def _bind(
        self,
        item: DurationMention | CountMention,
        candidates: list[Mention],
        unit: str,
        values: Iterable[float],
        after: int,
    ) -> None:
        """Give a duration or a count to the signs it is said of: those of its clause, else the nearest."""
        start, end = _ends(item.span)
        clause = self._context.clause(start)
        present = [m for m in candidates if m.status is Status.PRESENT]
        here = [m for m in present if clause[0] <= m.match.start < clause[1]]
        before = [m for m in here if after <= m.match.start < end]
        nearest = sorted(present, key=lambda m: abs(m.match.start - start))[:1] if unit == "hours" else []
        is_of_fever = unit == "hours" and self._measured_beside(clause, start, at_any_distance=not here)
        if is_of_fever:
            for value in values:
                self._seen.measure(self._owners.name_at(start), f"hours.{_FEVER_CONCEPT}", value)
        for mention in before or here or nearest:
            whose = self._owners.whose(mention.match.start)
            for value in values if whose not in (ADULT, ANIMAL) else ():
                self._seen.measure(whose, f"{unit}.{mention.match.concept}", value)
        if unit == "hours" and not present:
            self._take_duration_alone(start, values)

    def _measured_beside(self, clause: tuple[int, int], start: int, *, at_any_distance: bool) -> bool:
        """从昨天中午到夜里都38.5,一个喷嚏没打: the stretch is the fever's, whatever other sign is told."""
        told = self._seen.children.get(self._owners.name_at(start))
        if told is None or not any(value >= _FEVER for value in told.measures.get("temperature", ())):
            return False
        return at_any_distance or any(clause[0] <= place < clause[1] for place in self._fevers)

    def _take_duration_alone(self, start: int, values: Iterable[float]) -> None:
        """第五天了还是38.5 tells how long the fever has lasted; 三天了 alone waits for its sign."""
        whose = self._owners.name_at(start)
        told = self._seen.children.get(whose)
        feverish = told is not None and any(value >= _FEVER for value in told.measures.get("temperature", ()))
        if feverish or not self._owners.people:
            for value in values:
                self._seen.measure(whose, f"hours.{_FEVER_CONCEPT}" if feverish else "hours.", value)

    def _take_heights(self) -> None:
        falls = [m for m in self._mentions if m.match.concept in _FALLS]
        for item in self._reading.lengths if falls else ():
            self._note(item.span.start, "height_cm", item.centimetres)

    def _take_saturation(self) -> None:
        for found in _SATURATION.finditer(self._text):
            if status_at(self._context, found.start(), found.end()) is not Status.PRESENT:
                continue
            said = found[1] or found[2]
            if 40 <= _spoken(said) <= 100:
                self._note(found.end() - len(said), "saturation", _spoken(said))
        if not any("saturation" in told.measures for told in self._seen.children.values()):
            self._take_saturation_of_device()

    def _take_saturation_of_device(self) -> None:
        """夹手指的仪器,换了三根手指都在九十二上下: the figure stands anywhere behind the device in its sentence."""
        device = _OXYGEN_DEVICE.search(self._text)
        if device is None:
            return
        for found in _OXYGEN_READ.finditer(self._text, device.end(), self._context.sentence(device.start())[1]):
            is_pulse = _HEART.search(self._text, max(0, found.start() - 5), found.start())
            if not is_pulse and status_at(self._context, found.start(), found.end()) is Status.PRESENT:
                self._note(found.start(1), "saturation", _spoken(found[1]))

    def _take_milk(self) -> None:
        share = milk_share(self._text)
        if share and status_at(self._context, share[0], share[0] + 1) is Status.PRESENT:
            self._note(share[0], "milk_share", share[1])

    def _take_weight_lost(self) -> None:
        lost = weight_lost_percent(self._text, self._reading.weights)
        if lost is None or lost <= 0:
            return
        whose = self._owners.name_at(len(self._text))
        self._seen.child(whose).newborn = True
        self._seen.measure(whose, "weight_lost", lost)


def _spoken(said: str) -> float:
    """Value of a whole number up to 99 in figures or characters; a hundred and more counts as 100."""
    return 100.0 if said.startswith("一百") else read_number(said) or 0.0


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end
