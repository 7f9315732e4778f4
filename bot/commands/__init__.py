"""Everything people can ask of the bot, and everything a platform tells it, as frozen facts in one union.

Texts hold mentions in one neutral form, `<@ID>`, whatever the platform writes; user groups are `<^ID>`.
"""

from bot.commands.base import Act as Act, By as By
from bot.commands.circles import (
    DeclineCircle as DeclineCircle,
    Explain as Explain,
    LoseHost as LoseHost,
    NotForMe as NotForMe,
    OpenCircle as OpenCircle,
    Propose as Propose,
    RenameChannel as RenameChannel,
    RestCircle as RestCircle,
    SaveCircle as SaveCircle,
    ShareChannel as ShareChannel,
    StartCircle as StartCircle,
    WakeCircle as WakeCircle,
)
from bot.commands.installs import (
    Install as Install,
    Uninstall as Uninstall,
)
from bot.commands.own import (
    EraseMe as EraseMe,
    ExportMe as ExportMe,
    Help as Help,
    LookAgain as LookAgain,
    OpenHome as OpenHome,
    OpenSettings as OpenSettings,
    PauseMe as PauseMe,
    SaveSettings as SaveSettings,
    TakeLineOut as TakeLineOut,
    WhatDoYouKnow as WhatDoYouKnow,
    WhyThis as WhyThis,
)
from bot.commands.telling import (
    AskNow as AskNow,
    DigestNow as DigestNow,
    FollowUp as FollowUp,
    HearPrivate as HearPrivate,
    HearReply as HearReply,
    OpenAnswer as OpenAnswer,
    RaiseHand as RaiseHand,
    React as React,
    Reword as Reword,
    SaveAnswer as SaveAnswer,
    Stands as Stands,
    Suggest as Suggest,
    TakeBack as TakeBack,
    Tap as Tap,
)
from bot.commands.thanks import (
    GiveKudos as GiveKudos,
    JoinKudos as JoinKudos,
    KeepOut as KeepOut,
    NameValue as NameValue,
    OpenKudos as OpenKudos,
    ReplyKudos as ReplyKudos,
    SaveKudos as SaveKudos,
    ThanksIn as ThanksIn,
    UndoKudos as UndoKudos,
)

Circles = Propose | StartCircle | OpenCircle | SaveCircle | DeclineCircle | Explain | NotForMe
Channels = LoseHost | RestCircle | WakeCircle | ShareChannel | RenameChannel
Rounds = AskNow | DigestNow | Suggest | RaiseHand | TakeLineOut
Answers = OpenAnswer | SaveAnswer | Tap | FollowUp | TakeBack | HearReply | HearPrivate | Reword | Stands
Echoes = React
Thanks = GiveKudos | OpenKudos | SaveKudos | JoinKudos | UndoKudos | NameValue | KeepOut | ReplyKudos | ThanksIn
Own = OpenHome | LookAgain | OpenSettings | SaveSettings | PauseMe | ExportMe | EraseMe | Help | WhyThis | WhatDoYouKnow
Installs = Install | Uninstall
Command = Circles | Channels | Rounds | Answers | Echoes | Thanks | Own | Installs
