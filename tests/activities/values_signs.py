"""All that a table can have said of signs, whole or half done: a route only where it is open."""

from hypothesis import strategies as st


@st.composite
def values(draw, spec):
    harms = sorted(harm["id"] for harm in spec["harms"])
    signs = {}
    for card in spec["cards"]:
        if draw(st.booleans()):
            innocent = draw(st.integers(0, len(card["innocent"]) - 1))
            # Of a page without its key no card says what it may be: then any harm will do.
            own = st.just(sorted(card.get("harms", [])))
            chosen = draw(own | st.lists(st.sampled_from(harms), unique=True, max_size=3))
            signs[card["id"]] = {"innocent": innocent, "harms": chosen}
            if draw(st.integers(0, 9)) == 0:
                del signs[card["id"]]["harms"]
    value = {"signs": signs}
    routes = [route["id"] for route in spec["routes"]]
    opened = [name for name in harms if enough(spec, signs, name)]
    value["route"] = draw(
        st.fixed_dictionaries({}, optional={name: st.sampled_from(routes) for name in opened})
    )
    asked = st.sampled_from([each["id"] for each in spec["questions"]])
    flags = {"checked": st.booleans(), "fewer": st.booleans(), "question": asked}
    return {**value, **draw(st.fixed_dictionaries({}, optional=flags))}


def enough(spec, signs, harm):
    held = [card for card in spec["cards"] if harm in signs.get(card["id"], {}).get("harms", [])]
    return len(held) >= spec["enough"] and any(card["change"] for card in held)
