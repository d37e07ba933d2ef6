# The words of the product.

state-closed = Serving
state-open = Breaker open
state-half-open = Probing
state-disabled = Disabled
state-cooling = Cooling down

outcome-success = Success
outcome-client-error = Request at fault
outcome-rate-limited = Rate limited
outcome-overloaded = Overloaded
outcome-upstream-error = Provider failed
outcome-unauthorized = Credential refused
outcome-quota-exhausted = Quota used up
outcome-timeout-first-byte = No answer in time
outcome-timeout-idle = Answer stalled
outcome-connect-error = Not reachable
outcome-truncated = Answer cut off
outcome-malformed = Unreadable answer
outcome-client-cancelled = Client left
outcome-no-route = No channel free
outcome-unknown = End unknown

strategy-priority = Priority
strategy-priority-help = The first channel takes everything; the next one steps in when it cannot.
strategy-round-robin = Round robin
strategy-round-robin-help = Each channel in turn, one request each.
strategy-weighted = Weighted
strategy-weighted-help = In proportion to the weights you give.
strategy-least-used = Least used
strategy-least-used-help = Whichever has the fewest requests on their way.
strategy-fastest = Fastest
strategy-fastest-help = Whichever begins to answer soonest, measured all the time.
strategy-cheapest = Cheapest
strategy-cheapest-help = Whichever costs least for this very request, caches included.

place-terminal = Terminal
