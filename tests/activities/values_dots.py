"""Every way to place some or all of the dots."""

from hypothesis import strategies as st


def values(spec):
    count = st.integers(0, spec["most"])
    options = {each["id"]: count for each in spec["options"]}
    dots = st.fixed_dictionaries({}, optional=options).map(lambda placed: _within(spec, placed))
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional={"dots": dots, **flags})


def _within(spec, placed):
    """Take away what is more than the dots there are."""
    left, kept = spec["dots"], {}
    for name, count in placed.items():
        kept[name] = min(count, left)
        left -= kept[name]
    return kept
