"""What may go wrong for a while, without anybody having done anything wrong."""


class NotYet(Exception):
    """Something this builds on is still under way; it can be handled a moment later."""
