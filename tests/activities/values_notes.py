"""Every note a table can have written, in some of its boxes or in all."""

from hypothesis import strategies as st

LETTERS = st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n")


def values(spec):
    text = st.text(LETTERS, max_size=spec["most"])
    notes = st.fixed_dictionaries({}, optional={box["id"]: text for box in spec["boxes"]})
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional={"notes": notes, **flags})
