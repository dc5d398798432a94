"""Forces and offices that act at home beat a namesake far abroad; armies abroad stay where they fight."""

from __future__ import annotations

import pytest

from lookfar.domain.places import Precision
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.locate import locate

AT_HOME = [
    ("Malian soldiers killed 300 civilians in Moura.", "MLI"),
    ("Mali's army killed 300 civilians in Moura.", "MLI"),
    ("Malian soldiers and Russian mercenaries killed 300 civilians in Moura.", "MLI"),
    ("Colombian army says FARC dissidents killed 5 in Florida.", "COL"),
    ("Colombian police found a car bomb in Florida.", "COL"),
    ("Mexican police found 12 bodies in Victoria.", "MEX"),
    ("Mexican prosecutors said 12 bodies were found in Guadalupe.", "MEX"),
    ("Venezuelan police shot dead four people in Barcelona.", "VEN"),
    ("Venezuelan authorities said three people were killed in Merida.", "VEN"),
    ("Ecuadorian police say gunmen killed 7 in Cuenca.", "ECU"),
    ("Philippine police said a bomb killed two in San Francisco.", "PHL"),
    ("Philippine troops killed five rebels in Santa Cruz.", "PHL"),
    ("The Dominican Republic's police said six people died in a fire in Santiago.", "DOM"),
    ("Honduran police found nine bodies in La Paz.", "HND"),
    ("Argentine police fired rubber bullets at protesters in Cordoba.", "ARG"),
    ("Peruvian police killed three protesters in Trujillo.", "PER"),
    ("Guatemalan firefighters recovered 12 bodies in Antigua.", "GTM"),
    ("Nigerian police said gunmen killed 15 in Aba.", "NGA"),
    ("Jamaican police said four men were shot dead in Portland.", "JAM"),
    ("Kenyan police shot two protesters in Naro Moru.", "KEN"),
    ("Canadian police said a man killed three people in London.", "CAN"),
]
AWAY = [
    ("Russian troops seized Lyman.", "UKR"),
    ("Turkish soldiers killed 3 in Afrin.", "SYR"),
    ("Israeli strikes on Khan Younis killed 20.", "PSE"),
    ("Israeli soldiers killed two in Jenin.", "PSE"),
    ("Israeli army says it struck Hodeidah.", "YEM"),
    ("US soldiers were killed in Kandahar.", "AFG"),
    ("Two US soldiers were killed in Tripoli.", "LBY"),
    ("US officials say a strike killed ten in Mukalla.", "YEM"),
    ("French soldiers killed 30 jihadists near Gao.", "MLI"),
    ("French soldiers killed ten jihadists near Tessalit.", "MLI"),
    ("Kenyan troops killed 12 in Kismayo.", "SOM"),
    ("Ugandan soldiers were killed in Bulo Marer.", "SOM"),
    ("Rwandan soldiers retook Mocimboa da Praia.", "MOZ"),
    ("Kenyan police killed five gang members in Port-au-Prince.", "HTI"),
    ("North Korean soldiers were killed in Kursk.", "RUS"),
    ("Emirati soldiers were killed in Marib.", "YEM"),
    ("Chadian soldiers were killed in Kidal.", "MLI"),
    ("Colombian police arrested five men in Madrid, Spain.", "ESP"),
    ("Mexican police said two of their men were killed in Australia, in Victoria.", "AUS"),
    ("Mexican officials said a Portuguese farmer was killed in Moura.", "PRT"),
    ("Turkish rescuers pulled a boy from the rubble in Derna.", "LBY"),
    ("British soldiers killed four in Basra.", "IRQ"),
    ("Two former Colombian soldiers were killed in Donetsk.", "UKR"),
    ("Nepalese police said four climbers from Kathmandu died in Bangkok.", "THA"),
    ("Polish police said a man was arrested in Paris.", "FRA"),
    ("Mexican police said a cartel leader was arrested in Los Angeles.", "USA"),
    ("Bangladeshi peacekeepers were killed in Bria.", "CAF"),
    ("Nepali officials said 10 students were killed in Netivot.", "ISR"),
    ("Colombian soldiers were killed in Bakhmut.", "UKR"),
    ("Nepali officials said ten students were killed in Rahat.", "ISR"),
    ("Spanish police said a boat with 60 people sank off Nouadhibou.", "MRT"),
]


@pytest.mark.parametrize(("text", "country"), AT_HOME)
def test_who_acts_at_home_says_which_namesake_is_meant(text: str, country: str) -> None:
    assert locate(text, open_gazetteer())[0].country == country


@pytest.mark.parametrize(("text", "country"), AWAY)
def test_armies_abroad_and_places_known_abroad_stay(text: str, country: str) -> None:
    assert locate(text, open_gazetteer())[0].country == country


def test_a_place_that_the_country_lacks_is_the_country_with_less_confidence() -> None:
    place = locate("Malian soldiers killed 300 civilians in Moura.", open_gazetteer())[0]
    assert (place.country, place.precision, place.scene) == ("MLI", Precision.COUNTRY, True)
    assert place.confidence <= 0.5


def test_a_title_says_whose_soldiers_they_are() -> None:
    text = "Some 300 civilians were killed in Moura, survivors said."
    assert locate(text, open_gazetteer(), title="Malian soldiers accused of massacre")[0].country == "MLI"


def test_an_unknown_town_stays_in_the_area_that_the_text_names() -> None:
    text = "Iraqi security forces find the bodies of 53 men shot recently in Hamza south of Baghdad."
    assert locate(text, open_gazetteer())[0].name == "Baghdad"
