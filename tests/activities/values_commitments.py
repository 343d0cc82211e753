"""All that a table can have promised, whole or half written."""

import datetime as dt

from hypothesis import strategies as st

LETTERS = st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n")
DAYS = st.dates(dt.date(2090, 1, 1), dt.date(2199, 12, 31)).map(dt.date.isoformat)
FIELDS = {
    "what": st.text(LETTERS, max_size=200),
    "owner": st.sampled_from(["", "Park ranger", "Head of year 8", "Miss"]),
    "by": st.just("") | DAYS,
    "measure": st.text(LETTERS, max_size=200),
    "first": st.text(LETTERS, max_size=200),
}


def values(spec):
    level = st.sampled_from([level["id"] for level in spec["levels"]])
    made = st.lists(st.fixed_dictionaries({"level": level}, optional=FIELDS), max_size=6)
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional={"commitments": made, **flags})
