"""Reactions by one name each, whatever Teams calls them; what is unknown keeps its own name and counts all the same."""

import re

NAMES = {
    "like": "thumbsup",
    "yes": "thumbsup",
    "heart": "heart",
    "laugh": "smile",
    "surprised": "open_mouth",
    "sad": "cry",
    "angry": "angry",
    "clappinghands": "clap",
    "clap": "clap",
    "handsinair": "raised_hands",
    "raisinghands": "raised_hands",
    "foldedhands": "pray",
    "praying": "pray",
    "partypopper": "tada",
    "party": "tada",
    "fire": "fire",
    "star": "star",
    "muscle": "muscle",
    "sparkles": "sparkles",
    "sunflower": "sunflower",
    "1f64c": "raised_hands",
    "1f44f": "clap",
    "1f389": "tada",
    "1f64f": "pray",
    "1f44d": "thumbsup",
    "2764": "heart",
    "2b50": "star",
    "1f31f": "star2",
    "1f525": "fire",
    "1f4aa": "muscle",
    "2728": "sparkles",
    "1f33b": "sunflower",
}
_CODE = re.compile(r"([0-9a-f]{4,6}(?:-[0-9a-f]{4,6})*)_(\w+)")
_TONE = re.compile(r"[-_]?tone\d$")


def plain_name(kind: str) -> str:
    """Give the name of a reaction, such as `heart` or `1f44f_clappinghands-tone3`, without its skin tone."""
    bare = _TONE.sub("", kind.strip().lower())
    if found := _CODE.fullmatch(bare):
        return NAMES.get(found[1], NAMES.get(found[2], found[2]))
    return NAMES.get(bare, bare)
