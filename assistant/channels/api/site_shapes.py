"""The shapes of the calls about sites."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictStr

from assistant.channels.api.contract import Identifier, NoticeOut, Shape

Name = Annotated[StrictStr, Field(min_length=1, max_length=60)]


class SiteNoteOut(Shape):
    """A clinic's own words; visitors see approved ones alone."""

    id: str
    kind: str
    title: str
    text: str
    phone: str
    state: str
    written_by: str
    decided_by: str


class PublicNoteOut(Shape):
    """A clinic's own words, let through by an editor."""

    kind: str
    title: str
    text: str
    phone: str


class SiteOut(Shape):
    """What the widget needs to look like the clinic's."""

    name: str
    has_logo: bool
    accent: str
    position: str
    greeting: str
    topics: list[str]
    provided_by: str = Field(description="站点自己的文字都带这个标注")
    notes: list[PublicNoteOut]
    notice: NoticeOut


class SiteSettings(Shape):
    """Look and limits; what is absent takes its default."""

    accent: StrictStr | None = None
    position: Literal["left", "right"] | None = None
    greeting: StrictStr | None = None
    topics: list[StrictStr] | None = None
    messages_per_minute: int | None = None
    conversations_per_minute: int | None = None

    def given(self) -> dict[str, Any]:
        """Return those that are set."""
        return {name: value for name, value in self.model_dump().items() if value not in (None, "", [])}


class SiteIn(Shape):
    """A new site."""

    key: Identifier
    name: Name
    allowed_origins: list[StrictStr] = Field(default_factory=list, max_length=50)
    server_to_server: StrictBool = False
    settings: SiteSettings = SiteSettings()


class SiteChange(Shape):
    """What is to be different; what is absent stays. `settings` replaces all settings."""

    name: Name | None = None
    allowed_origins: list[StrictStr] | None = Field(None, max_length=50)
    server_to_server: StrictBool | None = None
    settings: SiteSettings | None = None
    enabled: StrictBool | None = None


class ManagedSiteOut(Shape):
    """A site as administrators see it."""

    key: str
    name: str
    allowed_origins: list[str]
    server_to_server: bool
    enabled: bool
    settings: dict[str, Any]
    has_logo: bool
    notes: list[SiteNoteOut]


class ManagedSitesOut(Shape):
    """Every site, by key."""

    sites: list[ManagedSiteOut]


class NoteIn(Shape):
    """A clinic's own words, for an editor to read."""

    kind: Literal["introduction", "hours", "contact", "session", "information"]
    title: Annotated[StrictStr, Field(max_length=200)]
    text: Annotated[StrictStr, Field(max_length=4000)]
    phone: Annotated[StrictStr, Field(max_length=40)] = ""


class DecisionIn(Shape):
    """An editor's decision on a note."""

    state: Literal["approved", "refused", "withdrawn"]
