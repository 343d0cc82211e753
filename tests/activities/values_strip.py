"""Every strip a table can have marked, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    agencies = sorted(agency["id"] for agency in spec["agencies"])
    phrases = [scene["id"] for scene in spec["scenes"] if scene["language"]]
    named = st.lists(st.sampled_from(agencies), unique=True, max_size=3)
    exits = st.fixed_dictionaries({}, optional={each["id"]: named for each in spec["scenes"]})
    language = st.lists(st.sampled_from(phrases), unique=True) if phrases else st.just([])
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    optional = {"exits": exits | right(spec), "language": language, **flags}
    return st.fixed_dictionaries({}, optional=optional)


def right(spec):
    """Exits found, and no scene marked that is none: what random names hardly ever come to."""
    exits = {each["id"]: each.get("who", []) for each in spec["scenes"] if each.get("exit")}
    own = {name: st.sampled_from(who).map(lambda one: [one]) for name, who in exits.items()}
    return st.fixed_dictionaries({}, optional=own)
