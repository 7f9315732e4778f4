"""The playground without a mouse: every step is a key, and the keyboard is always somewhere that can be seen."""

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

MOST_STEPS = 60
SHOWN = """node => {
  // A chip and a face show the keyboard on what is drawn for them, the box to write in on its frame.
  const drawn = [node, node.nextElementSibling, node.closest("label"), node.closest("form")].filter(Boolean);
  return drawn.some(n => getComputedStyle(n).outlineStyle !== "none" || getComputedStyle(n).boxShadow !== "none");
}"""


def walk(visitor: Visitor, target: Locator, key: str = "Tab") -> None:
    """Press a key until something has the keyboard, and see on the way where the keyboard is."""
    for _ in range(MOST_STEPS):
        visitor.page.keyboard.press(key)
        here = visitor.page.locator(":focus")
        assert here.evaluate(SHOWN), here.evaluate("node => node.outerHTML")
        if target.evaluate("node => node === document.activeElement"):
            return
    message = f"{MOST_STEPS} times {key} do not lead there"
    raise AssertionError(message)


def test_a_week_by_keyboard_alone(visitor: Visitor) -> None:
    """Answer, react, reply, thank, become somebody else and move the clock."""
    answer(visitor)
    just_tap(visitor)
    react_and_reply(visitor)
    thank(visitor)
    become_somebody_else(visitor)
    move_the_clock(visitor)
    think_twice(visitor)


def answer(visitor: Visitor) -> None:
    """The first stop leads to the box; the form opens in its first field, and gives the keyboard back."""
    keys, box = visitor.page.keyboard, visitor.channel.get_by_role("textbox")
    walk(visitor, visitor.page.get_by_role("link", name="Skip to the message box"))
    keys.press("Enter")
    expect(box).to_be_focused()
    write = visitor.channel.get_by_role("button", name="Write").last
    walk(visitor, write, "Shift+Tab")
    keys.press("Enter")
    expect(visitor.dialog.get_by_role("textbox")).to_be_focused()
    keys.type("That the lift just worked.")
    walk(visitor, visitor.dialog.get_by_role("radio").first)
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    expect(visitor.dialog.get_by_role("radio", name="The circle, with my name")).to_be_checked()
    walk(visitor, visitor.dialog.get_by_role("checkbox", name="calm"))
    keys.press("Space")
    visitor.picture("keyboard-01-form")
    walk(visitor, visitor.dialog.get_by_role("button", name="Save"))
    keys.press("Enter")
    visitor.sees("It stands in the thread, with your name.")
    expect(write).to_be_focused()


def just_tap(visitor: Visitor) -> None:
    """A menu is walked with the arrows and left with Escape."""
    keys, menu = visitor.page.keyboard, visitor.page.get_by_role("menu")
    button = visitor.channel.get_by_role("button", name="Just tap").last
    walk(visitor, button)
    keys.press("Enter")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    keys.press("ArrowUp")
    expect(menu.get_by_role("menuitem").last).to_be_focused()
    keys.press("c")
    expect(menu.get_by_role("menuitem", name="calm")).to_be_focused()
    keys.press("Escape")
    expect(menu).to_have_count(0)
    expect(button).to_be_focused()


def react_and_reply(visitor: Visitor) -> None:
    """The small tools of a message are one stop; a thread opens in its box, and Escape leads back."""
    keys = visitor.page.keyboard
    question = (
        visitor.channel.get_by_test_id("message").filter(has=visitor.page.get_by_role("button", name="Write")).last
    )
    react = question.get_by_role("button", name="React", exact=True)
    walk(visitor, react)
    keys.press("Enter")
    keys.press("ArrowRight")
    keys.press("Enter")
    expect(question.get_by_role("button", name="heart: you")).to_be_visible()
    expect(react).to_be_focused()
    keys.press("ArrowRight")
    expect(question.get_by_role("button", name="Reply in thread")).to_be_focused()
    keys.press("Enter")
    expect(visitor.thread.get_by_role("textbox")).to_be_focused()
    keys.type("And the one beside it too.")
    keys.press("Enter")
    visitor.sees("And the one beside it too.", visitor.thread.get_by_role("list"))
    keys.press("Escape")
    expect(visitor.thread).to_be_hidden()
    expect(question.get_by_test_id("replies")).to_be_focused()


def thank(visitor: Visitor) -> None:
    """Commands and names are suggested while typing, chosen with the arrows."""
    keys = visitor.page.keyboard
    walk(visitor, visitor.channel.get_by_role("textbox"))
    keys.type("/k")
    keys.press("Enter")
    keys.type("@no")
    expect(visitor.page.get_by_role("option", name="Noor Haddad")).to_have_attribute("aria-selected", "true")
    visitor.picture("keyboard-02-suggestions")
    keys.press("Enter")
    expect(visitor.channel.get_by_role("textbox")).to_have_value("/kudos @Noor Haddad ")
    keys.type("stayed until the last form was done")
    keys.press("Enter")
    visitor.sees("Your thanks stand in the thread, and also go to Noor Haddad in private.")


def become_somebody_else(visitor: Visitor) -> None:
    """The six people are one stop; the arrows walk from one to the next."""
    walk(visitor, visitor.page.get_by_role("radio", name="Bas de Vries"), "Shift+Tab")
    visitor.page.keyboard.press("ArrowRight")
    expect(visitor.page.get_by_role("radio", name="Noor Haddad")).to_be_focused()
    expect(visitor.page.locator(".me strong")).to_have_text("Noor Haddad")


def move_the_clock(visitor: Visitor) -> None:
    """The buttons above come first; what happened is said, and can be closed."""
    digest = visitor.page.get_by_role("button", name="Next digest")
    walk(visitor, digest, "Shift+Tab")
    visitor.page.keyboard.press("Enter")
    visitor.sees("#team-south: The week in stories", visitor.notice)
    expect(digest).to_be_focused()


def think_twice(visitor: Visitor) -> None:
    """What cannot be undone asks first, with the keyboard on the way back."""
    keys = visitor.page.keyboard
    walk(visitor, visitor.page.get_by_label("Channels and people").get_by_role("link", name="My story"))
    keys.press("Enter")
    delete = visitor.channel.get_by_role("button", name="Wissen", exact=True).first
    expect(delete).to_be_visible()
    walk(visitor, delete)
    keys.press("Enter")
    expect(visitor.dialog.get_by_role("button", name="Annuleren")).to_be_focused()
    keys.press("Escape")
    expect(visitor.dialog).to_have_count(0)
    expect(delete).to_be_focused()


def test_a_bare_command_is_sent_as_it_stands(visitor: Visitor) -> None:
    """What is suggested does not take the place of `/fireside`, which opens one's own page."""
    box = visitor.channel.get_by_role("textbox")
    box.fill("/fireside")
    expect(visitor.page.get_by_role("listbox")).to_be_visible()
    box.press("Enter")
    expect(visitor.page.get_by_label("Channels and people").get_by_role("link", name="My story")).to_have_attribute(
        "aria-current", "page"
    )
