"""Which files of a container are signed by what, and what that means for each signature.

Knows: the facts about every signature with the members that it is over.
Does not know: how these were found out.
Keeps: a file counts as signed only by a signature whose value and references all hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from signing.asic.container import Contained, Container, chunked, listed
from signing.asic.manifest import Checked, Fate
from signing.facts import SignatureFacts
from signing.messages import say
from signing.model import Changed, Covers, Format, Level, Message, SubIndication

# Said of an XML file alone: how much of it is signed, and that files beside it are not at hand.
_SAID_OF_FILES = {"S030", "S102", "S114"}
SIGNATURE = ("Цей підпис", "Підписано")
STAMP = ("Ця позначка часу", "Позначку часу поставлено на")
_FAILURES = {
    Fate.CHANGED: SubIndication.HASH_FAILURE,
    Fate.MISSING: SubIndication.SIGNED_DATA_NOT_FOUND,
    Fate.UNREADABLE: SubIndication.SIGNED_DATA_NOT_FOUND,
    Fate.UNKNOWN: SubIndication.GENERIC,
}


@dataclass(slots=True)
class Over:
    """A signature or time-stamp, and the members that it is over.

    Attributes:
        place: the member in which it is stored.
        members: those whose digests match.
        removed: something that it is over is no longer there, or no longer so.
        token: of a time-stamp, DER.
    """

    facts: SignatureFacts
    place: Contained
    members: set[Contained] = field(default_factory=set)
    removed: bool = False
    token: bytes = b""

    @property
    def holds(self) -> bool:
        """Whether what it is over is really signed by it."""
        intact = self.facts.signature_intact is True and self.facts.content_intact is True
        return intact and not self.removed


def over(facts: SignatureFacts, place: Contained, checked: Iterable[Checked]) -> Over:
    """The signature in `place` with what it is over; what does not hold is noted in `facts`."""
    found = Over(facts, place)
    checked = list(checked)
    if not checked and facts.content_intact and facts.format is Format.CADES:
        facts.content_intact = False
        facts.fail(SubIndication.FORMAT_FAILURE, say("S106"))
    for one in sorted(checked, key=lambda one: one.state.value):
        if one.state is Fate.INTACT:
            found.members |= set(one.members)
            continue
        found.removed = found.removed or one.state in {Fate.CHANGED, Fate.MISSING}
        if one.state is Fate.CHANGED:
            facts.content_intact = False
        elif facts.content_intact and not _only_listed(facts, one.state):
            facts.content_intact = None
        if one.message is not None:
            facts.fail(_FAILURES[one.state], one.message)
    facts.messages = [one for one in facts.messages if one.code not in _SAID_OF_FILES]
    return found


def _only_listed(facts: SignatureFacts, state: Fate) -> bool:
    """Whether what is gone was named by a manifest, which is what was signed and is still whole.

    Taking a document out is a change after signing, told as such; a document that was exchanged
    fails its digest.
    """
    return state is Fate.MISSING and facts.format is Format.CADES


def settle(container: Container, every: Sequence[Over]) -> set[Contained]:
    """Tell each of `every` how much of the container it covers; give what any of them covers."""
    covered = {member for one in every if one.holds for member in one.members}
    for one in every:
        facts = one.facts
        what, done = STAMP if facts.stamp else SIGNATURE
        signed = [member for member in container.documents if member in one.members]
        beside = [member for member in container.documents if member not in one.members]
        if facts.content_intact is not True or one.removed or not container.documents:
            facts.covers = Covers.UNKNOWN
        else:
            facts.covers = Covers.PART if beside else Covers.WHOLE
        if signed and one.holds:
            facts.messages.append(say("S137", done=done, names=_names(signed)))
        if beside and facts.content_intact is True:
            facts.messages.append(say("S138", what=what, names=_names(beside)))
        facts.changed = _changed(container, one, covered.issuperset(container.documents))
    return covered


def _changed(container: Container, one: Over, all_covered: bool) -> Changed:
    if one.removed or one.facts.content_intact is False:
        return Changed.NOT_ALLOWED
    if container.ambiguous or (container.package and one.facts.covers is not Covers.WHOLE):
        return Changed.UNKNOWN
    # A file that nobody signed may lie there since before or after: the signature says nothing
    # of it, and `covers` says so.
    return Changed.NONE if all_covered else Changed.NOT_APPLICABLE


def raise_level(facts: SignatureFacts) -> None:
    """An archive time-stamp beside the signature makes LTA of LT (EN 319 162-1, annex A.7)."""
    if facts.level is Level.LT:
        facts.level = Level.LTA


def unsigned(container: Container, covered: set[Contained]) -> list[Message]:
    """The remarks that name the files nobody signed."""
    rest = dict.fromkeys(one.name for one in container.documents if one not in covered)
    return [say("S139", names=listed(names)) for names in chunked(rest)]


def _names(members: Sequence[Contained]) -> str:
    return listed(member.name for member in members)
