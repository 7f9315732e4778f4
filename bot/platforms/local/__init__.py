"""The playground on this machine: a made-up team in a browser page, with a clock that can be moved."""
