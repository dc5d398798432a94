"""Word lists that tell places from people and outlets, and scenes from mentions."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LOCATIVE = _words(
    "in at near outside around inside across throughout within along off above beside amid beyond toward towards "
    "between from to into via through over across on against leaving reaching entering north south east west "
    "в во на под из около возле у по до від біля поблизу près à en dans de en cerca desde bei nahe aus nach"
)
"""Words before a place name; see SCENE_WEIGHT for what they say about the scene."""

SCENE_WEIGHT = {
    "in": 2.0,
    "at": 2.0,
    "near": 2.0,
    "outside": 2.0,
    "inside": 2.0,
    "around": 1.6,
    "across": 2.0,
    "throughout": 2.0,
    "within": 1.5,
    "along": 1.2,
    "off": 1.8,
    "into": 1.6,
    "to": 0.7,
    "towards": 0.5,
    "toward": 0.5,
    "on": 0.6,
    "over": 0.6,
    "hits": 1.8,
    "hit": 1.8,
    "strikes": 1.8,
    "struck": 1.6,
    "rocks": 1.8,
    "rocked": 1.6,
    "enter": 1.6,
    "enters": 1.6,
    "entered": 1.6,
    "shells": 1.6,
    "shelled": 1.6,
    "bombs": 1.6,
    "bombed": 1.6,
    "attack": 1.0,
    "attacks": 1.0,
    "invades": 1.8,
    "invaded": 1.8,
    "invade": 1.6,
    "captures": 1.5,
    "captured": 1.5,
    "seize": 1.2,
    "seizes": 1.2,
    "from": -0.8,
    "by": -1.2,
    "with": -0.8,
    "between": -0.2,
    "against": -0.2,
    "than": -1.0,
    "like": -1.0,
    "versus": -1.0,
}
"""What the word before a place says about its being the scene; logit units, by judgement."""

SAYING = _words(
    "said says say told tells announced announces warned warns urged urges condemned condemns denied denies accused "
    "accuses claims claimed believes confirmed confirms vowed vows insisted called calls wants demanded demands "
    "criticized criticised agreed agrees rejected rejects expressed stated states recalled recalls summons summoned "
    "imposed imposes threatens threatened hopes offers offered pledged pledges sent sends backs backed supports "
    "supported welcomes welcomed"
)
"""Verbs whose subject acts as a government rather than being the scene."""

OFFICIALS = _words(
    "president presidents minister ministers government governments ambassador spokesman spokeswoman spokesperson "
    "parliament embassy premier chancellor king queen prince emir leader leaders ministry army troops forces military "
    "prime foreign defense defence interior state official officials envoy diplomat diplomats navy soldiers"
)
"""After "X's" or "X" these make X a country that acts."""

TITLES = _words(
    "mr mrs ms miss dr prof professor sir lord lady dame president minister chancellor senator sen rep gov governor "
    "mayor judge justice sheriff deputy deputies capt captain lt sgt sergeant col colonel gen general maj major cpl "
    "officer detective det chief coach pastor rev reverend father sister bishop archbishop pope imam sheikh prince "
    "princess king queen emperor attorney congressman congresswoman congressmember councilman councilwoman "
    "commissioner superintendent secretary ambassador director chairman chairwoman spokesman spokeswoman "
    "spokesperson trooper constable inspector agent premier actor actress singer author analyst lawyer "
    "ayatollah san"
) - {"san"}
"""Words before a person's name."""

GIVEN_NAMES = _words(
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark "
    "donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob gary "
    "nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander frank patrick "
    "raymond jack dennis jerry tyler aaron jose adam nathan henry douglas zachary peter kyle noah ethan jeremy walter "
    "christian keith roger terry austin sean gerald carl harold dylan arthur lawrence jordan jesse bryan billy bruce "
    "gabriel joe logan alan juan albert willie elijah wayne randy vincent mason roy ralph bobby russell bradley philip "
    "eugene mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret "
    "ashley kimberly emily donna michelle carol amanda melissa deborah stephanie dorothy rebecca sharon laura cynthia "
    "amy kathleen angela shirley brenda emma anna pamela nicole samantha katherine christine helen debra rachel "
    "carolyn janet maria catherine heather diane olivia julie joyce victoria ruth virginia lauren kelly christina joan "
    "evelyn judith andrea hannah megan cheryl jacqueline martha madison teresa gloria sara janice ann kathryn abigail "
    "sophia frances jean alice judy isabella julia grace amber denise danielle marilyn beverly charlotte natalie "
    "theresa diana brittany doris kayla alexis lori marie tony jim tom bill bob mike dave steve chris dan matt ken ron "
    "tim jeff greg ben sam ray fred don jimmy johnny tommy danny kenny ronnie barack hillary vladimir dmitry sergei "
    "sergey ivan boris mikhail nikolai ahmed mohamed mohammed muhammad mohammad ali hassan hussein ibrahim omar "
    "abdul abdullah mahmoud khalid yusuf osama saddam bashar benjamin shimon ariel ehud angela nicolas francois "
    "jacques pierre jean silvio jose carlos luis jorge fidel hugo evo felipe enrique pedro manuel pablo antonio "
    "francisco miguel diego kim park lee wang li hu xi imran nawaz asif narendra rahul sonia manmohan robert nelson "
    "jacob thabo goodluck laurent paul yoweri hosni muammar recep emmanuel marine theresa tony gordon boris jeremy "
    "leon dwight harvey glenn craig shawn travis derek todd marcus curtis cody chad brett blake shane seth corey "
    "troy darryl darrell dwayne leroy clarence ernest howard norman marvin stanley leonard earl clifford herbert "
    "ricky alfred edwin eddie warren dean clyde floyd lester calvin jessie sheila tina tammy crystal tracy dawn wendy "
    "april holly kristen erin jill monica bonnie robin peggy rita connie paula carmen rosa alan allen neil nigel ian "
    "graham colin trevor geoffrey simon stuart rupert clive derrick jamie joel luke evan cole caleb chase hunter "
    "cameron connor owen isaac jake max oscar theodore ted teddy chuck charlie harry barry garry jerome tyrone andre "
    "terrence lamar jermaine kobe lebron shaquille tiger"
)
"""Common given names; a capitalised word after one is a surname."""

HELD = _words(
    "control out outskirts town city village port district suburb suburbs capture recapture liberation siege fall battle north "
    "south east west northeast northwest southeast southwest part parts most much centre center streets airport"
)
"""Before "of" these make what follows a place: "control of Kupiansk"."""

ORGANISATION = _words(
    "police department university college school schools hospital council court courts county sheriff fire church "
    "museum library airport bank company corp inc ltd group association society club team times post news herald "
    "journal gazette tribune star sun press chronicle observer examiner daily globe courier dispatch sentinel "
    "ledger mirror telegraph independent guardian record reporter review advocate center centre institute "
    "foundation committee commission board authority agency bureau office district station system services "
    "service line lines airlines airways air force patrol ministry academy tribunal clinic hospitals chamber brigade "
    "regiment battalion parliament embassy federation"
)
"""Capitalised words after a place inside an organisation's name."""

OUTLET = _words(
    "times post news herald journal gazette tribune star sun press chronicle observer examiner daily globe courier "
    "dispatch sentinel ledger mirror telegraph independent guardian reporter review advocate republic bee inquirer "
    "monitor today magazine"
)
"""Last word of a newspaper's name; "Washington Post" is no place."""

OUTLETS = _words(
    "reuters afp ap bbc cnn xinhua tass interfax upi efe dpa ansa aljazeera bloomberg npr abc cbs nbc"
)

AGENCIES = _words("sana irna fars mehr isna tasnim wafa petra spa saba nna kuna wam lana")
"""State news agencies in capitals, some named like towns."""

STRUCK = _words("shelled shells bombed bombs struck pounded besieged recaptured recapture recaptures")
"""Before a name these make it a place."""

GENERIC_AFTER = _words(
    "county parish province region state city oblast district governorate prefecture republic territory department "
    "municipality borough raion krai canton division township island islands"
)
"""Capitalised words after a name that belong to it."""

DIRECTIONS = _words(
    "north south east west northern southern eastern western northeast northwest southeast southwest northeastern "
    "northwestern southeastern southwestern central upper lower greater downtown inner outer mid new"
)

SPOT = _words(
    "street st road rd avenue ave boulevard blvd drive dr lane ln highway route hwy parkway bridge river lake creek "
    "mountain mount hill hills park beach bay valley square plaza mall hotel stadium arena theater theatre"
)
"""Capitalised words that make a name a spot inside a place, not the place."""

NOT_PLACES = _words(
    "the a an and or but if of in on at to for with by from as is are was were be been it its this that these those he "
    "she they we you i his her their our my your not no yes who what when where why how which while after before "
    "during since until because although though however also more most many much few some any all both each every "
    "other another such only own same so than too very can will just should now then here there first second third "
    "last next new old mr mrs ms dr god lord sir lady monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december jan feb mar apr jun jul aug sept "
    "sep oct nov dec spring summer autumn fall winter police army navy congress senate house union party church "
    "university college school hospital court bank street road avenue park man woman men women people police officer "
    "officers mayor president minister government state county city town village north south east west northern "
    "southern eastern western central street internet english christian muslim jewish islam christmas easter "
    "thanksgiving ramadan mary jesus muhammad allah bible koran republican democrat democratic republicans democrats "
    "liberal conservative labour labor green defense defence justice education health energy sports business news "
    "opinion editor photo story read see click share home page web facebook twitter google youtube apple microsoft "
    "amazon obama bush clinton trump putin biden mccain palin blair merkel sarkozy netanyahu assad gaddafi mubarak "
    "taliban isis hamas hezbollah nato opec unesco unicef who imf eu un au best big black white red blue gold silver "
    "young long short high low great good bad true real fair hope love peace victory liberty union pride grace faith "
    "charity independence unity concord harmony friendship two three four five six seven eight nine ten eleven twelve "
    "hundred thousand million billion according about against between under over through speaking born died police "
    "hall commerce bond metro vice center centre reserve chamber none leader lot casino evergreen ask part reservoir "
    "trail monument gates shaping delta media mill toyota honda ngo sec passover duma republic cross media phase "
    "fire deputy deputies sheriff judge attorney lawyer chief coach team game season league cup world series bowl "
    "olympic olympics super man mine ford kent cooper price bar bath battle beaver bell bend boring buckeye bay mobile"
).union(_words("mr. mrs. ms. dr. st. jr sr"))
"""Single capitalised words that are never read as a place on their own; ordinary words and well-known people."""

LOOSE_GENERIC = _words("department city state district division zone territory municipality borough")
"""Kinds of area that more often begin an organisation's name when more capitalised words follow."""

LOCAL_PEOPLE = _words(
    "man men woman women resident residents couple native natives boy girl teen teens teenager area officials "
    "mayor suburb neighborhood neighbourhood family home police residence bar hospital airport province region "
    "oblast district city town village county based and"
) - {"and"}
"""Lower-case words after a town's name: "an Alexandria man"."""

NOT_PLACE_PHRASES = frozenset(
    (
        "united russia", "red cross", "santa claus", "new year", "new years", "the city", "the state", "the county",
        "city hall", "tri city", "black sea fleet", "northern alliance", "white nile group", "boko haram",
        "the hill", "the post", "the times", "the sun", "green party", "central bank", "air force", "the bay",
        "the falls", "the village", "capitol hill", "wall street", "super bowl", "de la", "al qaeda", "the republic",
    )
)  # fmt: skip
"""Folded phrases that some edition of the gazetteer has as a place and news never means as one."""

PARTIES = ("D", "R", "I")
"""Before a hyphen and a place: "D-N.Y.", a member of the American Congress and his or her party."""

ILLNESS = _words(
    "virus viruses fever disease flu influenza syndrome respiratory encephalitis hemorrhagic haemorrhagic strain "
    "hepatitis measles variant"
)
"""After a place these make a name of an illness: "Marburg fever"."""

SURNAMES = _words(
    "smith johnson williams jones davis miller wilson moore taylor anderson thomas jackson harris martin thompson "
    "garcia martinez robinson clark rodriguez lewis walker allen wright lopez scott adams baker gonzalez nelson carter "
    "mitchell perez roberts turner phillips campbell parker evans edwards collins stewart sanchez morris rogers reed "
    "cook morgan murphy bailey rivera cooper richardson cox howard ward torres peterson gray ramirez watson brooks kelly "
    "sanders bennett barnes ross henderson coleman jenkins perry powell patterson hughes washington butler simmons "
    "foster bryant alexander russell griffin diaz hayes myers hamilton graham sullivan wallace cole jordan owens reynolds "
    "fisher ellis harrison gibson mcdonald cruz marshall ortiz gomez murray freeman wells webb simpson stevens tucker "
    "porter hunter hicks crawford henry boyd mason morales kennedy warren dixon ramos burns gordon shaw holmes robertson "
    "hernandez chen nguyen patel khan singh kumar hilton sweeney"
)
"""Common surnames that hardly ever end the name of an organisation."""

SMALL_WORDS = _words(
    "a aan ad al am an and ar as ash at au auf aux bei by cum da das de degli dei del della delle dello dels den der des devant di "
    "din do dos du e ed el em en es et ez i im in la las le les lez lo los lès na nad nel nella o ob of on op pod pri près sous sub "
    "sul sulla sur the u und under unter upon ve vor wa y ye à"
)
"""Words inside names that also join names of their own: "Trinidad and Tobago", but "Kyiv on Monday"."""

SITES = _words(
    "airport airfield airbase base port harbour harbor market bazaar hospital clinic prison jail stadium arena theatre theater "
    "university college school station mosque church temple synagogue cathedral shrine hotel mall factory plant refinery mine camp "
    "bridge dam checkpoint crossing square courthouse barracks depot nightclub festival marathon"
)
"""Behind a town's name these are a site in it: "Abha airport"."""

WAR_VERBS = _words(
    "claims claimed seizes seized captures captured takes took retakes retook recaptures recaptured strikes struck bombs bombed "
    "shells shelled pounds pounded hits attacks attacked raids raided invades invaded besieges besieged targets targeted"
)
"""Behind a state these are what it does to a place, which is seldom its own."""
