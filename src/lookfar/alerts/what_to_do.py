"""What a person near an incident does first, by category; local authorities go before us."""

from __future__ import annotations

from lookfar.alerts.naming import named
from lookfar.domain.alert import Alert
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import MsgType

_FIRST = {
    Category.ARMED_CONFLICT: (
        "Get inside, away from windows, and stay there until it is quiet.",
        "Do not go near checkpoints, convoys or military sites.",
    ),
    Category.TERRORISM: (
        "Leave the area if you can do so safely; otherwise get inside and stay out of sight.",
        "Keep away from the scene: a second attack is possible.",
    ),
    Category.UNREST: (
        "Keep away from crowds, squares and government buildings; do not film.",
        "If it comes to you, go inside and wait. Expect closed roads and cut phone and internet lines.",
    ),
    Category.CRIME: ("Keep away from the scene.", "Do not move about alone or after dark there."),
    Category.KIDNAP: (
        "Vary your routes and times, and tell somebody where you go.",
        "Do not travel outside the city without your security contact's agreement.",
    ),
    Category.STABILITY: (
        "Expect sudden curfews, closed borders and airports, and cut lines; check before you move.",
        "Keep papers, cash, water and a charged phone at hand.",
    ),
    Category.RELATIONS: ("Check that your visa, flights and payments still work.",),
    Category.PROTECTION: ("Carry your papers, and do not argue with police or soldiers.",),
    Category.HAZARD: (
        "Follow the warnings of the local authorities, and go where they tell you.",
        "Keep away from damaged buildings, slopes, rivers and the shore until they say it is over.",
    ),
    Category.HEALTH: ("Follow the advice of the local health authority.", "See a doctor early if you feel ill."),
    Category.INFRASTRUCTURE: ("Expect power, water or phone lines to be cut; charge what you need now.",),
    Category.TRANSPORT: ("Check that your connection runs before you leave.", "Allow time for another way."),
}
_ALWAYS = "What the local authorities say goes before what we say."


def what_to_do(alert: Alert) -> tuple[str, ...]:
    """Sentences, the most urgent first; of a Cancel, that nothing is to be done."""
    if alert.msg_type is MsgType.CANCEL:
        return (f"Nothing more for {named(alert.subject)}. Every other alert that you got or get holds.",)
    return (*_FIRST[Category(alert.category)], _ALWAYS)
