"""What several pages say of the same thing."""

from __future__ import annotations

import pytest

from learning.web.agreement import Group, Page, Standing, choice, domain, groups


def pages(*facts: tuple[str, ...], sites: tuple[str, ...] = (), dates: tuple[str, ...] = ()) -> list[Page]:
    return [
        Page(
            sites[number] if sites else f"www.site{number}.example",
            dates[number] if dates else f"2031-01-0{number + 1}",
            one,
        )
        for number, one in enumerate(facts)
    ]


def found(given: list[Page]) -> list[tuple[list[str], int, list[str]]]:
    """Each group with its texts, sites and rivals."""
    return [
        (
            [given[c.page].facts[c.fact] for c in one.claims],
            one.sites,
            [given[c.page].facts[c.fact] for c in one.rivals],
        )
        for one in groups(given)
    ]


def test_what_two_sites_say_is_one_fact_and_the_newest_words_come_first() -> None:
    given = pages(("The new bridge is 214 metres long.",), ("At 214 metres, the bridge is a long one.",))
    assert found(given) == [(["At 214 metres, the bridge is a long one.", "The new bridge is 214 metres long."], 2, [])]


def test_different_values_of_the_same_thing_are_a_conflict() -> None:
    given = pages(
        ("The new bridge is 214 metres long.",),
        ("The bridge is 214 metres long.",),
        ("The bridge is 198 metres long.", "The café on the bridge has 12 tables."),
    )
    one, other, tables = groups(given)
    assert (one.standing, other.standing, tables.standing) == (Standing.CONFLICT, Standing.CONFLICT, Standing.PLAIN)
    assert (one.sites, other.sites) == (2, 1)
    assert [choice(group, (one, other, tables), given) for group in (one, other, tables)] == [True, False, True]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The museum opens on Monday.", "The museum opens on Tuesday."),
        ("The bridge was opened on 4 May.", "The bridge was opened on May 11."),
        ("A ticket for the ferry costs 3 crowns.", "A ferry ticket costs 4 crowns."),
        ("Entry costs €12.", "Entry costs €14."),
    ],
)
def test_conflicts(one: str, other: str) -> None:
    made = groups(pages((one,), (other,)))
    assert [group.standing for group in made] == [Standing.CONFLICT, Standing.CONFLICT]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The bridge is 214 metres long.", "The bridge has 46 steel ropes."),
        ("The bridge is 214 metres long.", "The tunnel under the lake is 900 metres long."),
        ("The bridge is 214 metres long and 6 metres wide.", "The bridge is 30 metres high and 6 metres wide."),
        ("The museum opens on Monday.", "The library closes on Tuesday."),
        ("The architect is Sabine Quorn.", "The architect of the bridge lives in Ellerdyke."),
        ("In 2030 the bridge had 2,000 visitors a day.", "Dogs may cross the bridge."),
    ],
)
def test_what_only_looks_alike_is_no_conflict(one: str, other: str) -> None:
    assert [group.rivals for group in groups(pages((one,), (other,)))] == [(), ()]


def test_one_page_does_not_contradict_itself() -> None:
    given = pages(("The bridge is 214 metres long.", "The bridge is 198 metres long."))
    assert [group.standing for group in groups(given)] == [Standing.PLAIN, Standing.PLAIN]


def test_copies_and_pages_of_one_owner_count_once() -> None:
    fact = "The new bridge is 214 metres long."
    text = (fact, "The deck hangs on 46 steel ropes.", "The handrail is made of pear wood.")
    (copied, *_) = groups(pages(text, text))
    assert len(copied.claims) == 2 and copied.sites == 1
    (owned, *_) = groups(pages((fact,), (f"Yes: {fact}",), sites=("news.paper.example", "sports.paper.example")))
    assert owned.sites == 1


def test_with_as_many_sites_the_newer_page_wins() -> None:
    given = pages(
        ("The bridge is 214 metres long.",), ("The bridge is 198 metres long.",), dates=("2031-05-05", "2028-02-11")
    )
    made = groups(given)
    assert [choice(group, made, given) for group in made] == [True, False]
    same_day = [Page(page.site, "2031-01-01", page.facts) for page in given]
    assert [choice(group, groups(same_day), same_day) for group in groups(same_day)] == [False, False]


@pytest.mark.parametrize(
    ("site", "wanted"),
    [
        ("www.a.example", "a.example"),
        ("x.y.a.co.uk", "a.co.uk"),
        ("a.de", "a.de"),
        ("localhost", "localhost"),
        ("com.au", "com.au"),
    ],
)
def test_the_owner_of_a_host(site: str, wanted: str) -> None:
    assert domain(site) == wanted


def test_nothing_is_nothing() -> None:
    assert groups([]) == () and groups(pages(())) == ()
    assert isinstance(groups(pages(("It is.",)))[0], Group)
