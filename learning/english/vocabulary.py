"""Word classes of everyday English, as frozen sets. Knows words, no grammar and no lessons."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import Final


def word_set(text: str) -> frozenset[str]:
    """The words of a text; short to write and to read."""
    return frozenset(text.split())


_set = word_set


BE: Final = _set("am is are was were be been being")
AUX: Final = _set(
    "am is are was were have has had do does did can could must should will would may might shall cannot can't "
    "don't doesn't didn't won't isn't aren't wasn't weren't haven't hasn't hadn't couldn't shouldn't wouldn't mustn't"
)
ADVERBS: Final = _set(
    "always never often usually sometimes rarely seldom still also now just only really currently recently already "
    "exactly almost mostly mainly normally generally once finally regularly secretly proudly actually first not soon "
    "today yesterday tomorrow nearly hardly ever either even both deeply truly formerly"
)
PREPOSITIONS: Final = _set(
    "in at on under over behind near beside besides between inside outside above below with without from to into onto "
    "for by since until till during after before about against around across along among through towards toward near "
    "beneath opposite past via as upon off within like per next"
)
DETERMINERS: Final = _set(
    "a an the my our your his her its their this that these those some any every each all no another both several "
    "many few two three four five six seven eight nine ten"
)
PRONOUNS: Final = _set("i we you he she it they me us him her them")
NUMBERS: Final = _set(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen half"
)
WEEKDAYS: Final = _set("monday tuesday wednesday thursday friday saturday sunday")
MONTHS: Final = _set("january february march april may june july august september october november december")
DAYTIMES: Final = _set("morning evening afternoon night noon midnight weekend weekends summer winter spring autumn")
TITLES: Final = _set("mr mrs ms miss dr prof professor sir lady doctor captain uncle aunt saint st")
STOP: Final = _set(
    "a an the and or but if of to in on at by for with from as is are was were be been am do does did have has had i "
    "me my mine we us our you your he him his she her it its they them their this that these those what which who "
    "whom whose when where why how not no so too very can could will would should must may might there here then than "
    "about into over under again just only more most some any all each every own same such now always never called "
    "named name one two get got go goes make makes made up out off down like also"
)

# ----------------------------------------------------------------- kinds of things, for "which animal" and for swaps

KINDS: Final = MappingProxyType(
    {
        "relation": _set(
            "mother father brother sister son daughter wife husband uncle aunt cousin nephew niece grandmother "
            "grandfather partner friend neighbour neighbor boss colleague teacher dentist doctor landlord roommate "
            "flatmate twin stepbrother stepsister stepmother stepfather mum mom dad granny grandma grandpa grandson "
            "granddaughter godmother godfather girlfriend boyfriend fiance fiancee coach trainer assistant secretary "
            "hairdresser barber lawyer accountant therapist nanny babysitter classmate manager supervisor mentor tutor "
            "apprentice student godson goddaughter baby child parents brother-in-law sister-in-law "
            "mother-in-law father-in-law housemate bandmate teammate"
        ),
        "animal": _set(
            "dog cat ferret parrot rabbit hamster horse pony donkey goat sheep cow pig hen duck goose turtle tortoise "
            "snake lizard gecko iguana fish goldfish canary budgie mouse rat hedgehog spider frog puppy kitten bird "
            "chicken rooster llama alpaca mule ox bee chinchilla gerbil terrier spaniel poodle beagle labrador "
            "dachshund collie pug bulldog retriever axolotl cockatoo raven crow owl falcon pigeon dove geese ducks "
            "dogs cats hens goats cows horses rabbits fishes bees mice rats guinea-pig parakeet macaw newt toad crab"
        ),
        "food": _set(
            "bread cheese soup pasta rice pizza salad curry stew cake pie pancakes waffles chocolate honey jam butter "
            "eggs egg meat fish beef pork chicken ham lamb nuts peanuts walnuts almonds hazelnuts cashews gluten wheat "
            "milk cream yoghurt yogurt lactose soy sesame mustard celery shellfish prawns shrimp crab lobster oysters "
            "mussels garlic onion onions pepper salt sugar dumplings noodles sushi burger sandwich porridge biscuits "
            "cookies pudding dessert breakfast lunch dinner snack sausage omelette risotto lasagne lasagna tofu lentils"
        ),
        "fruit": _set(
            "apple apples pear pears plum plums cherry cherries banana bananas orange oranges lemon lemons lime mango "
            "mangoes kiwi kiwis grape grapes peach peaches apricot apricots strawberry strawberries raspberry "
            "raspberries blueberry blueberries pineapple melon fig figs papaya grapefruit"
        ),
        "vegetable": _set(
            "tomato tomatoes potato potatoes carrot carrots cabbage celery leek leeks spinach broccoli cauliflower "
            "cucumber cucumbers pumpkin bean beans pea peas beetroot radish aubergine courgette lettuce asparagus "
            "artichoke mushroom mushrooms turnip"
        ),
        "drink": _set("tea coffee water juice beer wine milk cocoa lemonade cider whisky gin rum cola smoothie soda"),
        "spice": _set(
            "cinnamon cardamom ginger saffron nutmeg cumin pepper mint thyme basil rosemary vanilla paprika turmeric "
            "cloves coriander"
        ),
        "instrument": _set(
            "piano guitar violin cello flute drums trumpet trombone saxophone clarinet harp harmonica accordion banjo "
            "ukulele organ oboe tuba viola bagpipes mandolin recorder bass"
        ),
        "sport": _set(
            "football soccer tennis golf rugby cricket hockey swimming running rowing fencing boxing cycling chess "
            "climbing skiing skating surfing sailing judo karate wrestling basketball volleyball handball badminton "
            "archery curling marathon triathlon yoga gymnastics diving squash darts bowling polo hiking"
        ),
        "colour": _set(
            "red green blue yellow orange purple pink brown black white grey gray violet turquoise silver golden beige "
            "navy crimson scarlet olive teal"
        ),
        "vehicle": _set(
            "car truck van lorry bicycle bike motorbike motorcycle scooter boat ship yacht canoe kayak tram bus train "
            "taxi tractor caravan camper ferry moped trailer helicopter plane"
        ),
        "place": _set(
            "house home flat apartment room kitchen bedroom bathroom garden garage office shop store workshop school "
            "college university library church chapel hospital market museum theatre cinema park station airport "
            "harbour dock pier beach gym pool stadium hall club cafe restaurant bar pub bakery studio cellar attic "
            "shed barn farm cabin cottage island village town city county country street road square tower castle mill"
        ),
        "possession": _set(
            "key keys wallet phone watch ring umbrella bag laptop computer camera lock bicycle-lock safe locker card "
            "passport ladder glasses hat coat boots shoes gloves jacket suitcase tent book chair table sofa bed lamp "
            "clock mirror drawer box vase flowerpot toolbox charger notebook licence ticket"
        ),
        "group": _set("club team band choir orchestra company firm class group crew circle society league family"),
        "body": _set(
            "arm leg wrist ankle knee elbow shoulder hip back neck nose finger thumb toe foot hand rib skull "
            "collarbone stomach skin eye eyes ear ears lips throat tooth teeth heart lung"
        ),
        "clothing": _set("boots shoes gloves hat shirt trousers jacket coat dress socks ring belt suit jeans helmet"),
        "material": _set("wood stone glass clay metal leather paper wool silk iron copper gold silver cotton wax soap"),
    }
)

HYPERNYMS: Final = MappingProxyType(
    {
        "relation": ("person", "relative"),
        "animal": ("animal", "pet", "kind of animal"),
        "food": ("food", "kind of food"),
        "fruit": ("fruit", "food"),
        "vegetable": ("vegetable", "food"),
        "drink": ("drink",),
        "spice": ("spice", "flavour"),
        "instrument": ("instrument", "musical instrument"),
        "sport": ("sport", "activity"),
        "colour": ("colour", "color"),
        "vehicle": ("vehicle",),
        "place": ("place", "building"),
        "possession": ("thing", "object"),
        "group": ("group",),
        "body": ("part of the body",),
        "clothing": ("piece of clothing",),
        "material": ("material",),
    }
)

FAMILY: Final = _set(
    "mother father brother sister son daughter wife husband uncle aunt cousin nephew niece grandmother grandfather "
    "twin mum mom dad granny grandma grandpa grandson granddaughter "
    "stepbrother stepsister stepmother stepfather parents"
)
OPPOSITES: Final = MappingProxyType(
    dict(
        pair
        for a, b in (
            ("mother", "father"), ("brother", "sister"), ("son", "daughter"), ("wife", "mother"), ("uncle", "aunt"),
            ("nephew", "niece"), ("grandmother", "grandfather"), ("mum", "dad"), ("grandson", "granddaughter"),
            ("largest", "smallest"), ("biggest", "smallest"), ("best", "worst"), ("oldest", "youngest"),
            ("older", "younger"), ("first", "last"), ("left", "right"), ("front", "back"), ("old", "new"),
            ("favourite", "least favourite"), ("favorite", "least favorite"), ("morning", "evening"),
            ("summer", "winter"), ("love", "hate"), ("like", "dislike"), ("enjoy", "dislike"), ("buy", "sell"),
            ("tallest", "shortest"), ("longest", "shortest"), ("cheap", "expensive"), ("upper", "lower"),
            ("reward", "punish"), ("win", "lose"), ("borrow", "lend"), ("start", "end"), ("begin", "finish"),
            ("open", "close"), ("arrive", "leave"), ("teach", "study"), ("wake", "sleep"), ("give", "receive"),
            ("push", "pull"), ("save", "spend"), ("early", "late"), ("day", "night"), ("inside", "outside"),
            ("boss", "secretary"), ("teacher", "classmate"), ("girlfriend", "sister"), ("boyfriend", "brother"),
        )
        for pair in ((a, b), (b, a))
    )
)  # fmt: skip


# words that may mean the same thing: never swap one for another
_SAME: Final = tuple(
    frozenset(group.split())
    for group in (
        "bike bicycle",
        "motorbike motorcycle moped scooter",
        "mother mum mom",
        "father dad",
        "grandmother grandma granny",
        "grandfather grandpa",
        "house home flat apartment",
        "dog puppy terrier spaniel poodle beagle labrador dachshund collie pug bulldog retriever",
        "cat kitten",
        "horse pony",
        "bird parrot canary budgie parakeet macaw cockatoo crow owl raven falcon pigeon dove",
        "fish goldfish",
        "hen chicken rooster",
        "rabbit bunny",
        "shop store",
        "company firm business",
        "boat ship yacht",
        "car vehicle",
        "truck lorry",
        "friend classmate colleague teammate bandmate",
        "roommate flatmate housemate",
        "boss manager supervisor",
        "neighbour neighbor",
        "coach trainer",
        "partner girlfriend boyfriend fiance fiancee wife husband",
        "teacher tutor mentor",
        "lock safe locker",
        "laptop computer",
        "card ticket passport licence",
        "coat jacket",
        "boots shoes",
        "school college university",
        "restaurant cafe bar pub",
        "football soccer",
        "running marathon",
        "club society circle group",
        "band orchestra",
    )
)


@lru_cache(maxsize=10_000)
def same(word: str) -> frozenset[str]:
    """Words that may mean the same as this one, itself included."""
    lower = word.lower()
    return frozenset({lower}).union(*(group for group in _SAME if lower in group or singular(lower) in group))


def singular(word: str) -> str:
    """A plain guess at the singular: "geese" stays, "dogs" becomes "dog"."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


@lru_cache(maxsize=10_000)
def kind_of(word: str) -> str:
    """The kind of thing that a word names, "" when it is not listed."""
    lower = word.lower()
    for kind, members in KINDS.items():
        if lower in members or singular(lower) in members:
            return kind
    return ""
