"""What every answer of the simulator says, and how Routex tells which channel gave it."""

TEXT = "This is the Routex simulator: it needs no account, no key and no network at all. "
INPUT_TOKENS = 25
OUTPUT_TOKENS = 16

CLIENT_KEY = "rx-sdk-suite-0123456789abcdefgh"
UNKNOWN_KEY = "rx-nobody-has-this-key-0123456789"


def assert_failed_over(headers, provider: str) -> None:
    """The first channel was tried and the second one answered."""
    assert headers["x-routex-channel"] == f"{provider}-good"
    assert headers["x-routex-attempts"] == "2"
    assert headers["x-routex-request-id"]
