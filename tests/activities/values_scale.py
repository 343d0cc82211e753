"""Every answer a pupil can have on a scale, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    step = st.integers(1, 4)
    answers = st.fixed_dictionaries({}, optional={each["id"]: step for each in spec["statements"]})
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional={"answers": answers, **flags})
