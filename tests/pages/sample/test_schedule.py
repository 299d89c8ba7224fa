from collections import Counter
from datetime import UTC, datetime

from pages.sample.schedule import plan

MOMENT = datetime(2030, 5, 14, 0, 10, tzinfo=UTC)


def kinds(events):
    return Counter(event.kind for event in events)


def test_plan_is_the_same_for_the_same_seed_and_day():
    assert plan(seed=7, moment=MOMENT) == plan(seed=7, moment=MOMENT)


def test_plan_differs_for_another_seed():
    assert plan(seed=7, moment=MOMENT) != plan(seed=8, moment=MOMENT)


def test_plan_is_in_the_order_of_time_and_ends_before_its_moment():
    """Also just after midnight, when today has hardly begun."""
    times = [event.at for event in plan(seed=7, moment=MOMENT)]

    assert times == sorted(times)
    assert times[-1] <= MOMENT


def test_plan_has_forty_threads_one_of_three_hundred_posts_and_sixty_stories():
    events = plan(seed=7, moment=MOMENT)

    lengths = Counter(event.facts["title"] for event in events if event.kind == "reply")
    found = kinds(events)
    assert (found["start"], found["write_story"]) == (40, 60)
    assert lengths.most_common(1)[0][1] == 299


def test_plan_works_for_every_seed_of_a_handful():
    for seed in range(5):
        assert kinds(plan(seed=seed, moment=MOMENT))["write_story"] == 60
