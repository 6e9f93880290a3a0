"""Goes through one message: signs, figures, ages, corrections and recovery."""

from assistant.domain.child import OLDEST_MONTHS
from assistant.domain.measures import AgeMention, Reading
from assistant.domain.triage import cues
from assistant.domain.triage.ages import newborn_at, told_age, usable_ages
from assistant.domain.triage.context import Context, Status
from assistant.domain.triage.figures import Figures
from assistant.domain.triage.mentions import Mention, judge
from assistant.domain.triage.ownership import Ownership
from assistant.domain.triage.rules import Match, RuleSet
from assistant.domain.triage.situation import Situation
from assistant.domain.triage.subjects import ADULT, ANIMAL, Person, find_people
from assistant.domain.triage.told import Observation


class Observer:
    """Reads one message into an observation; used once."""

    def __init__(self, reading: Reading, matches: tuple[Match, ...], situation: Situation, rules: RuleSet) -> None:
        self._text = reading.text
        self._concepts = rules.concepts
        self._context = Context(reading.text)
        self._mentions = judge(self._context, matches, rules.concepts)
        self._ages, negated = usable_ages(reading, self._context, self._lasting_told(situation))
        known_months = {child.age.months: child.name for child in situation.children if child.age and child.name}
        people = find_people(reading, self._ages, known_months)
        self._owners = Ownership(reading, self._context, self._mentions, people, situation.current)
        corrected = negated or situation.correction_pending or bool(cues.CORRECTION.search(reading.text))
        self._seen = Observation(text=reading.text, corrected=corrected, current=situation.current)
        self._figures = Figures(reading, self._context, self._mentions, self._owners, rules, self._seen)

    def observe(self) -> Observation:
        """Go through signs, figures and ages."""
        for mention in self._mentions:
            self._take_mention(mention)
        self._share_scene()
        self._figures.take(tuple(item.span for item in self._ages))
        for age in self._ages:
            self._take_age(age)
        self._take_newborn_words()
        people = self._owners.people
        self._seen.recovered = self._recovered()
        self._seen.adult_named = any(self._is_adult_meant(person) for person in people)
        self._seen.right_words = found["right"] if (found := cues.TYPING_ERROR.search(self._text)) else ""
        self._seen.follows_up = bool(cues.FOLLOW_UP.search(self._text)) and not self._only_thanks()
        named = [person for person in people if person.kind == "child" and person.name]
        if named:
            self._seen.current = named[-1].name or ""
        return self._seen

    def _is_adult_meant(self, person: Person) -> bool:
        """是我自己发烧 means the adult; 我说的是我侄子 only tells who speaks."""
        return person.kind == "adult" and not cues.SPEAKS.match(self._text, person.end)

    def _only_thanks(self) -> bool:
        """谢谢,已经叫救护车了 asks nothing more."""
        return bool(cues.THANKS.match(self._text)) and not cues.ASKS.search(self._text)

    def _lasting_told(self, situation: Situation) -> bool:
        told = [item.match.concept for item in self._mentions if item.status is Status.PRESENT]
        told += [sign.concept for child in situation.children for sign in child.signs if not sign.denied]
        return any(self._concepts[name].lasts for name in told if name in self._concepts)

    def _take_mention(self, mention: Mention) -> None:
        match, concept = mention.match, self._concepts[mention.match.concept]
        if mention.status is Status.FIGURATIVE:
            return
        if concept.topic or mention.status is Status.SUPPOSED:
            self._seen.general.append(match)
            return
        if mention.status is Status.PAST:
            return
        if mention.status is Status.DENIED:
            self._seen.denied.append(match)
        if concept.anyone:
            if mention.status is Status.PRESENT:
                self._seen.anyone[match.concept] = match
            return
        self._take_sign(mention)

    def _take_sign(self, mention: Mention) -> None:
        match, concept = mention.match, self._concepts[mention.match.concept]
        whose = self._owners.whose(match.start, may_inherit=not concept.first_aid)
        if whose == ADULT and concept.done_to_child:
            whose = self._owners.name_at(match.start)
        if whose == ADULT and mention.status is Status.PRESENT:
            self._seen.adult[match.concept] = match
            self._seen.current = ADULT
        if whose in (ADULT, ANIMAL):
            return
        told = self._seen.child(whose)
        (told.denied if mention.status is Status.DENIED else told.present)[match.concept] = match
        told.last_at[match.concept] = match.start
        told.newborn = told.newborn or (concept.newborn and mention.status is Status.PRESENT)
        self._seen.current = whose

    def _share_scene(self) -> None:
        """小电池找不到了,弟弟在笑,姐姐说看见他嚼东西: the battery is not missing for one of them alone."""
        children = [told for told in self._seen.children.values() if told.present]
        for told in children if len(children) > 1 else ():
            for name, match in [*told.present.items()]:
                for other in children if self._concepts[name].scene else ():
                    other.present.setdefault(name, match)

    def _take_age(self, item: AgeMention) -> None:
        start, end = item.span.start, item.span.end
        children = [person for person in self._owners.people if person.kind == "child"]
        before = next((person for person in children if start - 1 <= person.end <= start and person.name), None)
        follower = before or next((person for person in children if 0 <= person.start - end <= 3), None)
        own = next((person for person in children if person.start == start), None)
        near = own or follower
        whose = (near.name if near and near.name else None) or self._owners.whose(start)
        if whose in (ADULT, ANIMAL):
            if item.age.months > OLDEST_MONTHS:
                return
            whose = self._owners.name_at(start)
        told = self._seen.child(whose)
        age = told_age(item, self._text)
        told.age = age if told.age is None else min(told.age, age, key=lambda known: known.in_days)
        self._seen.current = whose

    def _take_newborn_words(self) -> None:
        start = newborn_at(self._text, self._context)
        if start is not None:
            self._seen.child(self._owners.name_at(start)).newborn = True

    def _recovered(self) -> bool:
        for found in cues.RECOVERED.finditer(self._text):
            clause_start, _ = self._context.clause(found.start())
            before = self._text[clause_start : found.start()]
            if not cues.NOT_RECOVERED.search(before) and not cues.SUPPOSED.search(before):
                return True
        return False
