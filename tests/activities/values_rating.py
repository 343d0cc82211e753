"""Every rating somebody can have made, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    step = st.sampled_from([f"step-{at}" for at, _ in enumerate(spec["steps"], start=1)])
    rates = st.fixed_dictionaries({}, optional={card["id"]: step for card in spec["cards"]})
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional={"rates": rates, **flags})
