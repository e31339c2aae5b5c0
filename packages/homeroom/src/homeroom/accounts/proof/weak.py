"""Passwords that many people choose, recognised without asking anybody.

Lists of leaked passwords run to gigabytes, and a lookup service would learn what children type.
But what leaks most often is a handful of stems with decoration: a capital, digits and marks at
the end, 3 for e, the whole thing twice. So the list holds stems, and the password is undressed
before it is compared: four hundred stems refuse what a list of many thousands would. The stems
are our own selection: what people of every age take, what is on the keyboard, and what lies
near at hand in a school. Throttles stop guessing; this only keeps the first guesses from being
right.
"""

from typing import Final

_UNDRESSED: Final = (
    str.maketrans("013457@$!|8", "oleastasllb"),
    str.maketrans("013457@$!|8", "oieastasiib"),
)
"""What stands for letters; a 1 may be an l or an i."""

_DECORATION: Final = "0123456789 !?.,;:-_+*#&%$@/()=~'\"^<>[]{}|\\`"
_RUNS: Final = (
    "01234567890123456789", "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz",
    "qwertzuiop", "azertyuiop", "qwertyuiopasdfghjklzxcvbnm", "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn", "qazwsxedcrfvtgbyhnujm", "a1b2c3d4e5f6g7h8",
    "123qweasdzxc", "147258369", "741852963", "112233445566778899", "159357",
)  # fmt: skip
"""Walks over the keyboard, the alphabet and the digits."""

STEMS: Final = frozenset(
    """
    password passwort passwd passphrase pass contrasena contraseña motdepasse parola haslo salasana
    senha losenord kodeord geheim secret topsecret private letmein letme openup opensesame sesame
    welcome willkommen bienvenue bienvenido hello hallo hola bonjour hi hey goodbye goodmorning
    login logon signin account access admin administrator root superuser sysadmin operator user
    guest default changeme changeit change temp temporary test testing tester demo sample example
    newuser newpass mypassword mypass yourpassword nopassword nothing none unknown whatever anything
    homeroom clever classroom class teacher teach student pupil school schule ecole escuela
    elementary kindergarten middleschool highschool college university principal library librarian
    homework lesson reading writing math maths mathematics science history english spanish french
    music band recess lunch learn learning education district staff counselor nurse coach bus
    chromebook ipad tablet computer laptop internet google apple microsoft facebook youtube
    instagram tiktok snapchat netflix spotify amazon nintendo playstation xbox roblox minecraft
    fortnite pokemon pikachu mario zelda sonic creeper gamer game games noob
    iloveyou iloveu loveyou lovely love loveme lover babygirl babyboy baby honey sweetheart sweetie
    angel princess prince queen king superstar sunshine rainbow unicorn butterfly flower rose
    summer winter spring autumn fall sunday monday tuesday wednesday thursday friday saturday
    january february march april may june july august september october november december
    christmas halloween easter holiday birthday vacation weekend
    football soccer baseball basketball hockey tennis golf volleyball softball swimming running
    cheer champion winner tigers lions bears eagles hawks wildcats bulldogs panthers wolves knights
    dragons pirates warriors mustangs cougars falcons rams yankees lakers cowboys steelers
    dog doggy puppy cat kitty kitten horse pony tiger lion bear monkey dragon dolphin panda bunny
    rabbit fish bird eagle shark dinosaur turtle hamster wolf
    red blue green yellow orange purple pink black white silver gold golden rainbow
    pizza cookie chocolate candy cheese banana apples peanut pepper ginger coffee taco icecream
    batman superman spiderman ironman avengers starwars jedi yoda vader hobbit gandalf wizard
    harrypotter hogwarts frozen elsa disney mickey minnie barbie ninja pirate robot zombie
    michael jordan jennifer jessica ashley daniel andrew joshua matthew anthony nicole thomas
    robert william charlie george maggie bailey buster shadow lucky max buddy rocky toby sophie
    america usa freedom liberty trustno trustme money cash rich cool awesome amazing super star
    happy smile smiley peace hope faith jesus god blessed heaven family mommy mom daddy dad
    mother father sister brother grandma friends friend bestfriend forever always together
    qwerty qwert qwertz azerty asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qazwsx abc abcd abcde
    abcdef abcabc aaa abcxyz xyz blah blahblah foo foobar bar monster master hunter killer ranger
    phoenix matrix merlin soccerball corvette mustang ferrari harley yamaha porsche
    """.split()  # noqa: SIM905 - a column of words reads better than quoted ones
)
"""What is left of a common password without its decoration."""

_SHORTEST_RUN: Final = 3


def is_weak(password: str, *, also: tuple[str, ...] = ()) -> bool:
    """True if the password is a common one in disguise; `also` names words of the place."""
    plain = "".join(password.casefold().split())
    if not plain or len(set(plain)) <= 2 or _is_run(plain):  # noqa: PLR2004 - "aaaaaa", "121212"
        return True
    words = STEMS | {"".join(word.casefold().split()) for word in also}
    return any(_is_common(form, words) for form in _forms(plain))


def _forms(plain: str) -> set[str]:
    forms = {plain, plain.strip(_DECORATION)}
    for letters in _UNDRESSED:
        forms |= {form.translate(letters) for form in tuple(forms)}
        forms |= {form.strip(_DECORATION) for form in tuple(forms)}
    return forms - {""}


def _is_common(form: str, words: frozenset[str]) -> bool:
    return form in words or _repeats(form, words) or _is_run(form)


def _repeats(form: str, words: frozenset[str]) -> bool:
    """True for one word, or one run, written again and again."""
    for size in range(1, len(form) // 2 + 1):
        if len(form) % size == 0 and form == form[:size] * (len(form) // size):
            part = form[:size].strip(_DECORATION)
            return size <= _SHORTEST_RUN or part in words or not part or _is_run(part)
    return False


def _is_run(text: str) -> bool:
    return len(text) >= _SHORTEST_RUN and any(text in run for run in _RUNS)
