"""Every answer a pupil can have in sorting, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    group = st.sampled_from([group["id"] for group in spec["groups"]])
    placed = st.fixed_dictionaries({}, optional={card["id"]: group for card in spec["cards"]})
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional={"placed": placed, **flags})
