"""The app's package: its manifest in English and Dutch, and its icons; no permission to read what others write."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.platforms.teams import icons
from bot.platforms.teams.activity import GUID
from prompts.phrases import LANGUAGES, Voice

Json = dict[str, Any]

SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v1.30"
LANGUAGE, OTHERS = "en", tuple(language for language in LANGUAGES if language != "en")
KUDOS = "giveKudos"  # the command of the message extension
# The words of the command menu in both languages, and the sentence about each.
WORDS: Mapping[str, tuple[str, str, str]] = {
    "help": ("help", "hulp", "app-help"),
    "kudos": ("kudos", "bedank", "app-kudos-typed"),
    "me": ("me", "ik", "app-me"),
    "settings": ("settings", "instellingen", "app-settings"),
    "preferences": ("preferences", "voorkeuren", "app-preferences"),
    "pause": ("pause", "pauze", "app-pause"),
    "resume": ("resume", "verder", "app-resume"),
    "preview": ("digest preview", "terugblik voorbeeld", "app-preview"),
    "suggest": ("suggest", "voorstel", "app-suggest"),
    "status": ("status", "status", "app-status"),
    "know": ("what-do-you-know", "wat-weet-je", "app-know"),
    "start": ("start", "start", "app-start"),
    "export": ("export", "exporteer", "app-export"),
    "erase": ("erase", "wis", "app-erase"),
}
TOGETHER = ("kudos", "help", "start", "settings", "preview", "suggest", "status", "me", "pause", "know")
ALONE = ("me", "kudos", "help", "preferences", "pause", "resume", "status", "know", "export", "erase")


class NoAppId(ValueError):
    """The package needs the app's own id; the message says where it comes from."""


def package(app_id: str, public_url: str, *, version: str = "1.0.0") -> bytes:
    """Give the zip file that a tenant's admin uploads; raises NoAppId."""
    files = {
        "manifest.json": _json(manifest(app_id, public_url, version=version)),
        "color.png": icons.colour(),
        "color32x32.png": icons.small(),
        "outline.png": icons.outline(),
        **{f"{language}.json": _json(translation(language)) for language in OTHERS},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files.items():
            # The same package each time, byte for byte: no time of making stands in it.
            folder.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def manifest(app_id: str, public_url: str, *, version: str = "1.0.0") -> Json:
    """Give the manifest for an app and the address of its installation; raises NoAppId."""
    if not GUID.fullmatch(app_id):
        message = "set MICROSOFT_APP_ID first, as Teams' Developer Portal gave it (README.md, ten steps)"
        raise NoAppId(message)
    voice, base = Voice(LANGUAGE), public_url.rstrip("/") or "https://example.org"
    host = urlsplit(base).hostname or ""
    return {
        "$schema": f"{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": "1.30",
        "version": version,
        "id": app_id,
        "localizationInfo": {
            "defaultLanguageTag": LANGUAGE,
            "additionalLanguages": [{"languageTag": language, "file": f"{language}.json"} for language in OTHERS],
        },
        "developer": {"name": "Fireside", "websiteUrl": base, "privacyUrl": base, "termsOfUseUrl": base},
        "name": {"short": "Fireside", "full": "Fireside: one question a week"},
        "description": {"short": voice("app-short"), "full": voice("app-full")},
        "icons": {"color": "color.png", "outline": "outline.png", "color32x32": "color32x32.png"},
        "accentColor": "#7A3B1D",
        "bots": [_bot(app_id, voice)],
        "composeExtensions": [_extension(app_id, voice)],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [host] if host else [],
        "supportsChannelFeatures": "tier1",  # private and shared channels too: Teams takes no package without it
        "defaultInstallScope": "team",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }


def _bot(app_id: str, voice: Voice) -> Json:
    together, alone = ([_command(name, voice) for name in names] for names in (TOGETHER, ALONE))
    return {
        "botId": app_id,
        "scopes": ["personal", "team", "groupChat"],
        "needsChannelSelector": True,
        "supportsFiles": False,
        "isNotificationOnly": False,
        "supportsTargetedMessages": True,
        "commandLists": [
            {"scopes": ["team", "groupChat"], "triggers": ["mention", "slash"], "commands": together},
            {"scopes": ["personal"], "triggers": ["mention"], "commands": alone},
        ],
    }


def _command(name: str, voice: Voice) -> Json:
    english, dutch, about = WORDS[name]
    return {"title": english if voice.locale == LANGUAGE else dutch, "description": voice(about)}


def _extension(app_id: str, voice: Voice) -> Json:
    return {
        "botId": app_id,
        "canUpdateConfiguration": False,
        "commands": [
            {
                "id": KUDOS,
                "type": "action",
                "title": voice("app-kudos"),
                "description": voice("app-kudos-about"),
                "context": ["compose", "commandBox", "message"],
                "fetchTask": True,
            }
        ],
    }


def translation(language: str) -> Json:
    """Give the same in another language, by the place of each text in the manifest."""
    voice = Voice(language)
    return {
        "$schema": f"{SCHEMA}/MicrosoftTeams.Localization.schema.json",
        "name.short": "Fireside",
        "description.short": voice("app-short"),
        "description.full": voice("app-full"),
        **dict(_translated(voice)),
    }


def _translated(voice: Voice) -> Iterator[tuple[str, str]]:
    for number, names in enumerate((TOGETHER, ALONE)):
        for place, name in enumerate(names):
            for part, text in _command(name, voice).items():
                yield f"bots[0].commandLists[{number}].commands[{place}].{part}", text
    yield "composeExtensions[0].commands[0].title", voice("app-kudos")
    yield "composeExtensions[0].commands[0].description", voice("app-kudos-about")


def _json(told: Json) -> bytes:
    return json.dumps(told, indent=2, ensure_ascii=False).encode()
