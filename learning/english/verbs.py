"""Verbs: is this word one, what is its base form, and how is it bent. Knows no sentences."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_WORDS: Final = """
    accept ache act add admire adopt advise afford aim allow annoy answer appear apply arrange arrive ask
    assist attend avoid babysit bake balance bark base bathe beg behave belong blend block boil borrow
    bother bottle bounce bowl box breed brew bring broadcast brush burn call camp care carry carve celebrate
    change charge chase chat check chew choose clean climb close coach collect comb come command commute
    compete complete compose conduct consider contain cook copy cost cough count cover cram crash crave
    create crochet cross cry cure cut cycle dance date deal decide decorate deliver depend design despise
    destroy develop dig direct discover dislike display dive divorce do doodle drag draw dread dream dress
    drink drive drop dry dye earn eat edit embroider employ end enjoy enter entertain escape exercise expect
    explain explore export face fail faint fall fear feed feel fence fetch fight fill film find finish fish
    fit fix fly focus fold follow forbid forge forget forgive found gain garden gather get give glue go
    graduate greet grill grind groom grow guard guide hail hammer hand handle hang happen harvest hate have
    head heal hear heat help hide hike hire hit hold hope host hug hunt hurt identify ignore imagine import
    improve include inherit inspect install intend invent invest invite iron itch jog join juggle jump keep
    kick kiss knead knit knock know label last laugh launch lead lean learn leave lend let lick lie lift
    light like limp listen live load loan locate lock look lose love maintain make manage marry massage
    master measure meditate meet melt mend milk mind miss mix model mount move mow name narrate need
    nickname nurse obey observe offer open operate order organise organize own pack paddle paint park
    participate pass pay perform phone photograph pick pilot plan plant play plough plow polish pour
    practise practice praise pray prefer prepare present prescribe press print process produce program
    programme promise protect prove publish pull pump push put raise reach read rebuild receive recite
    recommend record recover recycle refuse rehearse relax remember remind remove rent repair replace report
    rescue research resemble respect rest restore retire return reward ride ring rise roast row rule run
    sail save say scare schedule sculpt search see seem select sell send serve set settle sew shake share
    sharpen shave shine shoot shop shout show sign sing sit skate sketch ski skip sleep slip smell smile
    smoke sneeze snore solve sort sound sow speak specialise specialize spell spend spill spin sponsor
    spread stand star stare start stay steal steer stop store stroke struggle study suffer suggest supervise
    supply support surf survive swallow swap swear sweat sweep swell swim swing tailor take talk tame taste
    teach tell tend test thank think throw tidy tie tolerate touch tour trace trade train translate travel
    treat trim trust try tune turn twist type understand use vaccinate visit volunteer vote wait wake walk
    want wash waste watch water wave wear weave weigh weld whisper whistle win wish wonder work worry
    worship wrap write yell bike cater craft crack host inject joke kayak log paint pet
    abandon adore age aim amuse announce argue assemble audition auction avoid award back banish battle benefit beat
    bloom boast book bow bully bump button calculate cancel cheat cheer clap coat coil collapse comfort compare complain
    confess confuse console contact continue convert crack crawl crush cuddle curl dare darn decline decrease
    defend delay
    demand depart deserve detest diet disappear doubt drain drill drip drown drum duck edit elect emigrate enrol equip
    escort estimate evacuate examine excite exhibit exist expire extend faint farm fasten favour flood flow foster found
    frame freeze frighten fry frown fund gamble gaze glow golf grate grieve grin grumble guess hatch haunt haul
    heat hire
    hesitate hover hum hurry immigrate impress infect inform injure insist insult insure interpret interview irritate
    jail juggle kneel land lay limp list loathe long manufacture march mash matter melt mention milk mine mourn mumble
    mutter nag nap neglect nibble nod notice number obtain occupy offend oppose outgrow oversee owe parade park pat peel
    perch pinch pitch pity plead plug poke poach possess post pour predict preserve pretend prevent prick prune punch
    purchase quarrel quit race rain reassure rebel recall recognise refer register regret reject relate relocate rely
    remarry remodel renew repeat represent request resign resist retrain return reveal rinse rob roll rotate rub ruin
    rush sack sand saw scold score scratch scream scrub season seat separate share shed shelter shiver shock shovel
    shrink shut sigh sip skid slide sneak snow soak solve span spark spoil spot spray squeak squeeze stack stain stamp
    stitch stir stitch stretch strive stroll substitute suck suit surprise surround suspect swap tackle tap tear tease
    tempt terrify tickle toast topple trap treasure tremble trip trot tutor upset urge value vanish vary wander warn
    weed welcome wipe withdraw wrestle yawn yearn yoke zip
"""
_REGULAR: Final = frozenset(_WORDS.split())
_IRREGULAR: Final = MappingProxyType(
    {
        form: base
        for base, forms in (
            line.split(":")
            for line in """be:am is are was were been being;have:has had having;do:does did done;go:goes went gone;
            bring:brought;build:builds built building;buy:buys bought buying;catch:catches caught;choose:chose chosen;
            come:came;cost:cost;cut:cut;deal:dealt;dig:dug digging;draw:drew drawn;dream:dreamt;drink:drank drunk;
            drive:drove driven driving;eat:ate eaten;fall:fell fallen;feed:fed;feel:felt;fight:fought;find:found;
            fly:flew flown flies;forbid:forbade forbidden;forget:forgot forgotten forgetting;get:got gotten getting;
            give:gave given giving;grind:ground;grow:grew grown;hang:hung;hear:heard;hide:hid hidden hiding;hit:hitting;
            hold:held;keep:kept;know:knew known;lead:led;learn:learnt;
            leave:left leaving;lend:lent;let:letting;lie:lying;
            light:lit;lose:lost losing;make:made making;mean:means meant;meet:met;pay:paid;put:putting;read:reading;
            ride:rode ridden riding;ring:rang rung;rise:rose risen rising;run:ran running;say:said;see:saw seen seeing;
            sell:sold;send:sent;set:setting;sew:sewn;shake:shook shaken;shine:shone;shoot:shot;show:shown;
            sing:sang sung;
            sit:sat sitting;sleep:slept;smell:smelt;speak:spoke spoken;spend:spent;spin:spun;stand:stood;steal:stole
            stolen;swear:swore sworn;sweep:swept;swim:swam swum swimming;swing:swung;take:took taken taking;
            teach:taught teaches;tell:told;think:thought;throw:threw thrown;tie:tying;understand:understood;
            wake:woke woken waking;wear:wore worn;weave:wove woven;win:won winning;write:wrote written writing;
            break:breaks broke broken breaking;begin:begins began begun beginning;bite:bites bit bitten biting;
            blow:blows blew blown;bend:bent;lay:laid;bear:born;beat:beats beaten;become:becomes became becoming;
            hurt:hurting;split:splits splitting;spread:spreading;stick:stuck sticks;sting:stung stings;
            strike:struck;throw:throws;dye:dyed dyeing;ski:skiing skied""".replace("\n", " ").split(";")
        )
        for form in forms.split()
        for base in (base.strip(),)
    }
)
_BARE: Final = _REGULAR | frozenset(_IRREGULAR.values())


def lemma(word: str) -> str:
    """The base form of a verb, "" when the word is not a verb that we know."""
    lower = word.lower()
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    if lower in _BARE:
        return lower
    return next((stem for stem in _stems(lower) if stem in _BARE), "")


def _stems(word: str) -> tuple[str, ...]:
    for ending, tails in (("ies", ("y",)), ("ied", ("y",)), ("es", ("", "e")), ("s", ("",)), ("ed", ("", "e")),
                          ("ing", ("", "e"))):  # fmt: skip
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            doubled = (stem[:-1],) if len(stem) > 2 and stem[-1] == stem[-2] else ()
            return tuple(stem + tail for tail in tails) + doubled
    return ()


def is_past(word: str) -> bool:
    """Whether a finite verb form is past tense."""
    lower = word.lower()
    if lower.endswith("ed") and lower not in _BARE:
        return True
    base = _IRREGULAR.get(lower, "")
    return bool(base) and not lower.endswith(("s", "ing")) and lower not in ("am", "are", "lit by") and lower != base


def is_finite(word: str) -> bool:
    """Whether a word can be the finite verb of "my friend …": third person or past, not the bare form."""
    lower = word.lower()
    base = lemma(lower)
    return bool(base) and lower != base and not lower.endswith("ing")


def third(base: str) -> str:
    """Third person: "carry" → "carries"."""
    if base in ("be", "have", "do", "go"):
        return {"be": "is", "have": "has", "do": "does", "go": "goes"}[base]
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def past(base: str) -> str:
    """Past tense, as far as it is known: "leave" → "left", "carry" → "carried"."""
    known = next((form for form, verb in _IRREGULAR.items() if verb == base and is_past(form)), "")
    if known or base in _IRREGULAR.values():
        return known or base
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ied"
    return base + ("d" if base.endswith("e") else "ed")
