#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: binance_market_maker_protection
short_description: Set market-maker protection on Binance Options
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Sets the market-maker protection of underlyings, and resets it after a trigger. When executions of protected orders
    within a time window reach a limit, the exchange cancels the protected orders, and refuses new ones for some time.
  - The module reads the protection first, changes it only if it differs, and reads it again. The answer to a change is
    never accepted as proof.
  - Options that are not set leave the values as they are. If no protection is set yet, all four are required.
notes:
  - The request weight is 1 for an underlying that needs no change, 3 for one that is changed, and 1 more for a reset.
  - Protection can't be removed by this module, since the exchange offers no request for that.
attributes:
  check_mode:
    details:
      - Reads the protections, and sends no change.
  idempotent:
    details:
      - The exchange does not show a reset. With O(reset=true) and O(frozen_time=0), each task resets a protection that
        was ever triggered, and reports that as changed.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.state_module
options:
  underlying:
    description:
      - The underlyings, such as V(BTCUSDT), as a list or as one string with commas. An empty list selects nothing.
    type: list
    elements: str
    required: true
  window:
    description:
      - The time window in which executions add up, in milliseconds, from 1 to 5000.
    type: int
  frozen_time:
    description:
      - How long the exchange refuses protected orders after a trigger, in milliseconds, up to 86400000. V(0) means
        until a reset.
    type: int
  quantity_limit:
    description:
      - The executed quantity within O(window) that triggers the protection. A decimal above 0, in quotes.
    type: str
  delta_limit:
    description:
      - The delta of the executions within O(window) that triggers the protection. A decimal above 0, in quotes.
    type: str
  reset:
    description:
      - Whether to reset a protection that was triggered and may still refuse orders.
    type: bool
    default: false
seealso:
  - module: marketops.binance.binance_market_maker_protection_info
  - module: marketops.binance.binance_auto_cancel
"""

EXAMPLES = r"""
- name: Protect the quotes on two underlyings
  marketops.binance.binance_market_maker_protection:
    underlying: [BTCUSDT, ETHUSDT]
    window: 1000
    frozen_time: 0
    quantity_limit: "10"
    delta_limit: "5"
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"

- name: Accept protected orders again after a trigger
  marketops.binance.binance_market_maker_protection:
    underlying: BTCUSDT
    reset: true
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
"""

RETURN = r"""
msg:
  description: The result in a sentence. If the task failed, for which underlyings, why, and what to do next.
  returned: always
  type: str
  sample: "Market-maker protection of 1 underlying: 1 changed."
settings:
  description:
    - The outcome for each underlying, in the order asked for.
    - Returned in full even if the task failed. What was changed stays reported.
  returned: always, unless an option was refused
  type: list
  elements: dict
  contains:
    underlying:
      description: The underlying.
      type: str
      sample: BTCUSDT
    outcome:
      description:
        - V(changed) if this task changed it, V(would_change) if it would, in check mode, and V(unchanged) if it was as
          asked for.
        - V(failed) if it may not be as asked for, V(not_attempted) if the task stopped before anything was sent for it.
      type: str
      sample: changed
    verified:
      description: Whether a query that was sent after the last change confirms the outcome.
      type: bool
      sample: true
    before:
      description: What was set when the task started, V(null) if it could not be read.
      type: dict
      contains:
        window:
          description: The window in milliseconds in which executions add up.
          type: int
          sample: 1000
        frozen_time:
          description: How many milliseconds orders are refused after a trigger. V(0) means until a reset.
          type: int
          sample: 0
        quantity_limit:
          description: The executed quantity that triggers the protection.
          type: str
          sample: "10"
        delta_limit:
          description: The delta of the executions that triggers the protection.
          type: str
          sample: "5"
        last_trigger_time:
          description: When the protection was triggered last, in milliseconds since the epoch. V(0) for never.
          type: int
          sample: 0
      sample: {window: null, frozen_time: null, quantity_limit: null, delta_limit: null, last_trigger_time: null}
    after:
      description: What a query showed last, V(null) if it could not be read. In check mode, what would be set.
      type: dict
      contains:
        window:
          description: The window in milliseconds in which executions add up.
          type: int
          sample: 1000
        frozen_time:
          description: How many milliseconds orders are refused after a trigger. V(0) means until a reset.
          type: int
          sample: 0
        quantity_limit:
          description: The executed quantity that triggers the protection.
          type: str
          sample: "10"
        delta_limit:
          description: The delta of the executions that triggers the protection.
          type: str
          sample: "5"
        last_trigger_time:
          description: When the protection was triggered last, in milliseconds since the epoch. V(0) for never.
          type: int
          sample: 0
      sample: {window: 1000, frozen_time: 0, quantity_limit: "10", delta_limit: "5", last_trigger_time: 0}
    requests_sent:
      description: How many requests to change it were sent.
      type: int
      sample: 1
    reason:
      description:
        - Why it is V(failed) or V(not_attempted), for programs. V(refused) if the exchange refused the change,
          V(query_refused) if it refused the query. V(not_shown) if the change was acknowledged, but no query shows it.
          V(unverified) if it was acknowledged, and no query was answered after that. V(unknown) if it is not known
          whether the change was applied. V(stopped) if nothing, or nothing further, was sent. V(null) for other
          outcomes.
        - V(incomplete) if no protection is set, and not all values are given.
      type: str
      sample: refused
    error:
      description: Why it is V(failed) or V(not_attempted), else V(null).
      type: dict
      contains:
        http_status:
          description: The HTTP status of the exchange's answer, V(null) if there was none.
          type: int
          sample: 400
        code:
          description: The error code of the exchange's answer, V(null) if there was none.
          type: int
          sample: -1128
        msg:
          description: What went wrong.
          type: str
          sample: The change was refused (-1128 Invalid underlying).
  sample:
    - underlying: BTCUSDT
      outcome: changed
      verified: true
      before: {window: null, frozen_time: null, quantity_limit: null, delta_limit: null, last_trigger_time: null}
      after: {window: 1000, frozen_time: 0, quantity_limit: "10", delta_limit: "5", last_trigger_time: 0}
      requests_sent: 1
      reason: null
      error: null
summary:
  description: How many of the underlyings had each outcome, and how many were selected.
  returned: always, unless an option was refused
  type: dict
  contains:
    selected:
      description: The number of selected underlyings.
      type: int
      sample: 1
    changed:
      description: The number of underlyings with this outcome.
      type: int
      sample: 1
    would_change:
      description: The number of underlyings with this outcome.
      type: int
      sample: 0
    unchanged:
      description: The number of underlyings with this outcome.
      type: int
      sample: 0
    failed:
      description: The number of underlyings with this outcome.
      type: int
      sample: 0
    not_attempted:
      description: The number of underlyings with this outcome.
      type: int
      sample: 0
error:
  description: Why the task stopped before it was done, V(null) if it did not. No request was sent after that.
  returned: always, unless an option was refused
  type: dict
  contains:
    http_status:
      description: The HTTP status of the exchange's answer, V(null) if there was none.
      type: int
      sample: 401
    code:
      description: The error code of the exchange's answer, V(null) if there was none.
      type: int
      sample: -2015
    final:
      description:
        - Whether another task should not send anything either, for example after a ban, a refused key or a rate limit.
          It is V(false) if only the time budget of this task was over.
      type: bool
      sample: true
    reason:
      description:
        - Why it stopped, for programs. One of V(banned), V(clock_refused), V(internal_error), V(key_refused),
          V(query_refused), V(rate_limit), V(redirected), V(refused_by_firewall),
          V(refused_region), V(time_budget), V(unreachable), V(untrusted), V(unusable_response), V(wrong_address) and
          V(wrong_url).
      type: str
      sample: key_refused
    msg:
      description: What went wrong.
      type: str
      sample: The exchange refused the key (-2015 Invalid API-key, IP, or permissions for action).
  sample: null
requests:
  description: The requests that the task sent to the exchange.
  returned: always, unless an option was refused
  type: dict
  contains:
    sent:
      description: The number of requests.
      type: int
      sample: 3
    weight:
      description: Their request weight.
      type: int
      sample: 3
    used_weight_1m:
      description:
        - The request weight that the host's address had used in the running minute, other programs included, as the
          exchange reported last. V(null) if it did not report it.
      type: int
      sample: 145
    waited_seconds:
      description: How long the task waited for rate limits, between tries, and for verification.
      type: float
      sample: 0.0
    clock_offset_ms:
      description: How far the exchange's clock is ahead of the host's, V(null) if it was not measured.
      type: int
      sample: -12
  sample: {sent: 3, weight: 3, used_weight_1m: 145, waited_seconds: 0.0, clock_offset_ms: null}
diff:
  description: What is set before and after, as text.
  returned: always, unless an option was refused
  type: dict
  contains:
    before:
      description: A line for each underlying.
      type: str
      sample: "BTCUSDT: not set\n"
    after:
      description: A line for each underlying.
      type: str
      sample: "BTCUSDT: window 1000 ms, frozen_time 0 ms, quantity_limit 10, delta_limit 5\n"
  sample:
    before: "BTCUSDT: not set\n"
    after: "BTCUSDT: window 1000 ms, frozen_time 0 ms, quantity_limit 10, delta_limit 5\n"
"""

from ansible_collections.marketops.binance.plugins.module_utils._ansible import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.module_utils._options.protection import (
    PROTECTION_OPTIONS,
    start_protection,
)


def main() -> None:
    module = Module(argument_spec=dict(CONNECTION_OPTIONS, **PROTECTION_OPTIONS), supports_check_mode=True)
    run(module, start_protection)


if __name__ == "__main__":
    main()
