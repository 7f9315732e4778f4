"""views.*: modals and home tabs."""

from .slack_arguments import Refused, invalid
from .slack_data import Json
from .slack_office import Call, Office, view_body, view_json
from .slack_state import View
from .slack_world import Workspace


def open_modal(office: Office, call: Call) -> Json:
    """views.open."""
    team = call.workspace
    office.check_view(team, call.args["view"], "modal")
    trigger = office.take_trigger(team, call.args.get("trigger_id"))
    for other in team.views.values():
        other.open = other.open and other.user != trigger.user
    return _answer(office.new_view(team, trigger.user, call.args["view"]), team)


def push(office: Office, call: Call) -> Json:
    """views.push."""
    team = call.workspace
    office.check_view(team, call.args["view"], "modal")
    trigger = office.take_trigger(team, call.args.get("trigger_id"))
    return _answer(office.push_view(team, trigger.user, call.args["view"]), team)


def _named(team: Workspace, args: Json) -> View:
    if bool(args.get("view_id")) == bool(args.get("external_id")):
        raise invalid("exactly one of view_id and external_id")
    known = [*team.views.values(), *team.homes.values()]
    found = [v for v in known if args.get("view_id") == v.id or args.get("external_id") == v.body["external_id"]]
    if not found or not found[-1].open:
        raise Refused("not_found")
    return found[-1]


def _same_hash(view: View | None, args: Json) -> None:
    if view is not None and args.get("hash") not in (None, "", view.hash):
        raise Refused("hash_conflict")


def update(office: Office, call: Call) -> Json:
    """views.update."""
    view = _named(call.workspace, call.args)
    _same_hash(view, call.args)
    office.change_view(call.workspace, view, call.args["view"])
    return _answer(view, call.workspace)


def publish(office: Office, call: Call) -> Json:
    """views.publish."""
    team, user = call.workspace, str(call.args["user_id"])
    if user not in team.users:
        raise Refused("user_not_found", ours=True)
    home = team.homes.get(user)
    _same_hash(home, call.args)
    office.check_view(team, call.args["view"], "home")
    if home is None:
        made, body = office.world.new_id("V"), view_body(call.args["view"])
        home = View(id=made, team_id=team.id, user=user, body=body, hash=office.secret("1700000000."), root=made)
        team.homes[user] = home
    else:
        office.change_view(team, home, call.args["view"])
    return _answer(home, team)


def _answer(view: View, team: Workspace) -> Json:
    return {"ok": True, "view": view_json(view, team)}
