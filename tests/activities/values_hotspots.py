"""Every answer a pupil can have about a scene, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    names = st.sampled_from([spot["id"] for spot in spec["spots"]])
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional={"chosen": st.lists(names, unique=True), **flags})
