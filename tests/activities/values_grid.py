"""Every answer a pupil can have on the grid, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    step = st.integers(1, 3)
    place = st.fixed_dictionaries({}, optional={"likely": step, "serious": step})
    placed = st.fixed_dictionaries({}, optional={card["id"]: place for card in spec["cards"]})
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional={"placed": placed, **flags})
