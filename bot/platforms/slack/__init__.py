"""Slack: everything that knows its markup, its requests and its Web API; `install` puts it together."""
