"""What QTI 2.1 lets stand where, for the elements that the pack writes.

Written from the published information model (IMS QTI 2.1, final, August 2012). The schema itself
may not be passed on without registering, so it is not kept here: CONTRIBUTING.md says how to check
a package against it.
"""

from xml.etree import ElementTree as ET

NS = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
FLOW = {"p", "div", "ul"}
INTERACTIONS = {
    *("choiceInteraction", "matchInteraction", "orderInteraction", "hotspotInteraction"),
    *("sliderInteraction", "extendedTextInteraction"),
}
EXPRESSIONS = {
    *("match", "variable", "correct", "not", "isNull", "mapResponse", "sum", "gte", "lte", "and"),
    *("index", "baseValue"),
}
RULES = {
    # element: (attributes it must have, attributes it may have, what it may hold, in this order)
    "assessmentItem": (
        {"identifier", "title", "adaptive", "timeDependent"},
        set(),
        [
            "responseDeclaration",
            "outcomeDeclaration",
            "itemBody",
            "responseProcessing",
            "modalFeedback",
        ],
    ),
    "responseDeclaration": (
        {"identifier", "cardinality"},
        {"baseType"},
        ["correctResponse", "mapping"],
    ),
    "correctResponse": (set(), set(), ["value"]),
    "mapping": ({"defaultValue"}, {"lowerBound", "upperBound"}, ["mapEntry"]),
    "mapEntry": ({"mapKey", "mappedValue"}, set(), []),
    "outcomeDeclaration": (
        {"identifier", "cardinality"},
        {"baseType", "normalMaximum", "normalMinimum"},
        ["defaultValue"],
    ),
    "defaultValue": (set(), set(), ["value"]),
    "value": (set(), set(), []),
    "itemBody": (set(), set(), FLOW | INTERACTIONS | {"rubricBlock"}),
    "rubricBlock": ({"view"}, set(), FLOW),
    "div": (set(), set(), FLOW),
    "p": (set(), set(), []),
    "ul": (set(), set(), ["li"]),
    "li": (set(), set(), []),
    "prompt": (set(), set(), []),
    "choiceInteraction": (
        {"responseIdentifier", "shuffle", "maxChoices"},
        set(),
        ["prompt", "simpleChoice"],
    ),
    "orderInteraction": ({"responseIdentifier", "shuffle"}, set(), ["prompt", "simpleChoice"]),
    "simpleChoice": ({"identifier"}, {"fixed"}, []),
    "matchInteraction": (
        {"responseIdentifier", "shuffle", "maxAssociations"},
        set(),
        ["prompt", "simpleMatchSet"],
    ),
    "simpleMatchSet": (set(), set(), ["simpleAssociableChoice"]),
    "simpleAssociableChoice": ({"identifier", "matchMax"}, set(), []),
    "hotspotInteraction": (
        {"responseIdentifier", "maxChoices"},
        set(),
        ["prompt", "object", "hotspotChoice"],
    ),
    "object": ({"data", "type"}, {"width", "height"}, []),
    "hotspotChoice": ({"identifier", "shape", "coords"}, {"hotspotLabel"}, []),
    "sliderInteraction": (
        {"responseIdentifier", "lowerBound", "upperBound"},
        {"step", "stepLabel"},
        ["prompt"],
    ),
    "extendedTextInteraction": ({"responseIdentifier"}, {"expectedLength"}, ["prompt"]),
    "responseProcessing": (set(), set(), {"responseCondition", "setOutcomeValue"}),
    "responseCondition": (set(), set(), ["responseIf"]),
    "responseIf": (set(), set(), EXPRESSIONS | {"setOutcomeValue"}),
    "setOutcomeValue": ({"identifier"}, set(), EXPRESSIONS),
    "match": (set(), set(), EXPRESSIONS),
    "variable": ({"identifier"}, set(), []),
    "correct": ({"identifier"}, set(), []),
    "not": (set(), set(), EXPRESSIONS),
    "isNull": (set(), set(), EXPRESSIONS),
    "mapResponse": ({"identifier"}, set(), []),
    "sum": (set(), set(), EXPRESSIONS),
    "and": (set(), set(), EXPRESSIONS),
    "gte": (set(), set(), EXPRESSIONS),
    "lte": (set(), set(), EXPRESSIONS),
    "index": ({"n"}, set(), EXPRESSIONS),
    "baseValue": ({"baseType"}, set(), []),
    "modalFeedback": ({"outcomeIdentifier", "identifier", "showHide"}, set(), []),
    "assessmentTest": ({"identifier", "title"}, set(), ["testPart"]),
    "testPart": ({"identifier", "navigationMode", "submissionMode"}, set(), ["assessmentSection"]),
    "assessmentSection": ({"identifier", "title", "visible"}, set(), ["assessmentItemRef"]),
    "assessmentItemRef": ({"identifier", "href"}, set(), []),
}
TWO = {"match", "gte", "lte"}
"""Expressions of two operands."""


def parsed(document):
    return ET.fromstring(document)  # noqa: S314 (our own)


def faults(document):
    """Return what in a document of QTI does not stand as the standard has it."""
    return [fault for element in parsed(document).iter() for fault in _of(element)]


def _of(element):
    name = element.tag.removeprefix(NS)
    if name not in RULES:
        return [f"{element.tag} is no element that the pack may write"]
    must, may, holds = RULES[name]
    found = {each for each in element.attrib if not each.startswith("{")}
    wrong = [f"{name} has no {each}" for each in must - found]
    wrong += [f"{name} may not have {each}" for each in found - must - may]
    inside = [each.tag.removeprefix(NS) for each in element]
    wrong += [f"{name} may not hold {each}" for each in inside if each not in holds]
    if isinstance(holds, list) and not wrong:
        places = [holds.index(each) for each in inside]
        # Outcomes may be declared in any number, after the responses.
        wrong += [] if places == sorted(places) else [f"{name} holds {inside} in another order"]
    if name in TWO and len(inside) != 2:
        wrong.append(f"{name} compares two things")
    if name == "simpleMatchSet" and not inside:
        wrong.append("a set to match is empty")
    return wrong


def score_of(document, response):
    """Return the SCORE that the standard's response processing gives an answer.

    `response` is None, a name, a number, or a list: of names, of pairs 'a b'.
    """
    item = _Item(parsed(document), response)
    for rule in item.root.findall(f"{NS}responseProcessing/*"):
        item.run(rule)
    return item.values["SCORE"]


class _Item:
    def __init__(self, root, response):
        self.root = root
        self.values = {"RESPONSE": response or None, "SCORE": 0.0}
        declared = root.find(f"{NS}responseDeclaration")
        self.cardinality = declared.get("cardinality")
        correct = [each.text for each in declared.findall(f"{NS}correctResponse/{NS}value")]
        self.correct = correct[0] if self.cardinality == "single" and correct else correct
        self.mapping = {
            each.get("mapKey"): float(each.get("mappedValue"))
            for each in declared.findall(f"{NS}mapping/{NS}mapEntry")
        }

    def run(self, rule):
        name = rule.tag.removeprefix(NS)
        if name == "responseCondition":
            condition, *then = rule[0]
            if self.value(condition):
                for each in then:
                    self.run(each)
        else:
            self.values[rule.get("identifier")] = self.value(rule[0])

    def value(self, node):  # noqa: C901, PLR0911 (a line for each expression of the standard)
        name, inside = node.tag.removeprefix(NS), list(node)
        match name:
            case "variable":
                return self.values.get(node.get("identifier"))
            case "correct":
                return self.correct
            case "baseValue":
                return float(node.text) if node.get("baseType") == "float" else node.text
            case "isNull":
                return self.value(inside[0]) is None
            case "not":
                return not self.value(inside[0])
            case "and":
                return all(self.value(each) for each in inside)
            case "sum":
                return sum(self.value(each) for each in inside)
            case "gte" | "lte":
                one, other = map(self.value, inside)
                return one is not None and (one >= other if name == "gte" else one <= other)
            case "index":
                held = self.value(inside[0]) or []
                place = int(node.get("n"))
                return held[place - 1] if place <= len(held) else None
            case "match":
                return self._same(*map(self.value, inside))
            case "mapResponse":
                held = self.values["RESPONSE"]
                return sum(self.mapping.get(each, 0.0) for each in set(held))
        raise AssertionError(f"{name} is not known here")

    def _same(self, one, other):
        if self.cardinality == "multiple" and isinstance(one, list):
            return sorted(one) == sorted(other)
        return one == other
