"""Numbers of segments and items as they are given out: each once in a deal, also after its bearer is gone."""

from app.db.unit_of_work import Counter, Work
from app.domain.deals import numbering
from app.domain.deals.records import Deal, Item, Segment
from app.kernel import ids


def numbered(work: Work, deal: Deal) -> Deal:
    """*deal* with a number for each segment and item; call it also before one is taken away."""
    return deal.model_copy(update={"segments": _segments(work, deal), "items": _items(work, deal)})


def _segments(work: Work, deal: Deal) -> list[Segment]:
    taken = [ids.number_of(segment.ref) for segment in deal.segments if segment.ref is not None]
    last = _raised(work, f"{deal.ref}/S", max(taken, default=0))
    found = []
    for segment in deal.segments:
        if segment.ref is not None:
            found.append(segment)
            continue
        last += 1
        found.append(segment.model_copy(update={"ref": ids.reference("segment", last)}))
    _raised(work, f"{deal.ref}/S", last)
    return found


def _items(work: Work, deal: Deal) -> list[Item]:
    letters = sorted(set(numbering.LETTERS.values()) | {item.number[0] for item in deal.items if item.number})
    used = [
        f"{letter}-{last:03d}" for letter in letters if (last := _raised(work, f"{deal.ref}/{letter}", 0))
    ]
    wanted = [(item.type, item.ref) for item in deal.items]
    numbers = numbering.numbered(deal.items, wanted, used)
    found = [
        item.model_copy(update={"number": item.number or numbers[item.type, item.ref]}) for item in deal.items
    ]
    for item in found:
        number = item.number or ""
        _raised(work, f"{deal.ref}/{number[0]}", ids.number_of(number))
    return found


def _raised(work: Work, name: str, least: int) -> int:
    """The highest number ever given out under *name*, at least *least*, which is remembered."""
    counter = work.session.get(Counter, name)
    if counter is None:
        counter = Counter(kind=name, last=0)
        work.session.add(counter)
    counter.last = max(counter.last, least)
    work.session.flush()
    return counter.last
