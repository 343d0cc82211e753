"""Every ripple map a pupil can have made, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    ring = st.sampled_from([ring["id"] for ring in spec["rings"]])
    cards = [*spec["cards"], *spec["turn_cards"]]
    placed = st.fixed_dictionaries({}, optional={card["id"]: ring for card in cards})
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional={"placed": placed, **flags})
