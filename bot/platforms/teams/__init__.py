"""Microsoft Teams: everything that knows its activities, its cards and its REST interface; `install` joins them."""
