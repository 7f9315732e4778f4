"""Every Web API method that the fake knows, by name; any other is answered with `unknown_method`."""

from collections.abc import Callable, Mapping

from . import slack_auth, slack_chat, slack_reads, slack_views
from .slack_data import Json
from .slack_office import Call, Office

METHODS: Mapping[str, Callable[[Office, Call], Json]] = {
    "auth.revoke": slack_auth.revoke,
    "auth.test": slack_auth.test,
    "chat.delete": slack_chat.delete,
    "chat.getPermalink": slack_chat.get_permalink,
    "chat.postEphemeral": slack_chat.post_ephemeral,
    "chat.postMessage": slack_chat.post_message,
    "chat.update": slack_chat.update,
    "conversations.history": slack_reads.history,
    "conversations.info": slack_reads.info,
    "conversations.members": slack_reads.members,
    "conversations.open": slack_reads.open_dm,
    "conversations.replies": slack_reads.replies,
    "usergroups.list": slack_reads.usergroup_list,
    "usergroups.users.list": slack_reads.usergroup_users,
    "users.info": slack_reads.user_info,
    "users.list": slack_reads.user_list,
    "views.open": slack_views.open_modal,
    "views.publish": slack_views.publish,
    "views.push": slack_views.push,
    "views.update": slack_views.update,
}
OTHERS = frozenset({"oauth.v2.access", "apps.connections.open"})
