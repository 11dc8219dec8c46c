#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: binance_auto_cancel
short_description: Set auto-cancel (the kill switch) on Binance Options
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Sets or turns off the auto-cancel countdown of underlyings. If the countdown ends without a heartbeat of the trading
    system, the exchange cancels all open ordinary option orders on the underlying.
  - The module reads the countdown first, changes it only if it differs, and reads it again. The answer to a change is
    never accepted as proof.
  - Setting a countdown starts it. This module sends no heartbeat, so the trading system has to send them.
notes:
  - The request weight is 1 for an underlying that needs no change, and 3 for one that is changed.
  - The exchange does not show whether a countdown has ended. If the length is the same, the countdown is not set again.
  - The exchange's reference does not say that auto-cancel applies to block orders. Assume that it does not.
attributes:
  check_mode:
    details:
      - Reads the countdowns, and sends no change.
  idempotent:
    details:
      - A countdown of the length asked for is not started again.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.state_module
options:
  state:
    description:
      - V(present) sets O(countdown), V(absent) turns auto-cancel off.
    type: str
    choices: [present, absent]
    required: true
  underlying:
    description:
      - The underlyings, such as V(BTCUSDT), as a list or as one string with commas. An empty list selects nothing.
    type: list
    elements: str
    required: true
  countdown:
    description:
      - The countdown in seconds, from 5 to 86400, exact to a millisecond. Required with O(state=present).
    type: float
seealso:
  - module: marketops.binance.binance_auto_cancel_info
  - module: marketops.binance.binance_market_maker_protection
  - module: marketops.binance.binance_option_order
"""

EXAMPLES = r"""
- name: Cancel all quotes on two underlyings if no heartbeat comes for 30 seconds
  marketops.binance.binance_auto_cancel:
    state: present
    underlying: [BTCUSDT, ETHUSDT]
    countdown: 30
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"

- name: Turn auto-cancel off for one of them
  marketops.binance.binance_auto_cancel:
    state: absent
    underlying: ETHUSDT
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
"""

RETURN = r"""
msg:
  description: The result in a sentence. If the task failed, for which underlyings, why, and what to do next.
  returned: always
  type: str
  sample: "Auto-cancel of 1 underlying: 1 changed."
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
        countdown:
          description: The countdown in seconds, V(null) if auto-cancel is off.
          type: float
          sample: 30.0
      sample: {countdown: null}
    after:
      description: What a query showed last, V(null) if it could not be read. In check mode, what would be set.
      type: dict
      contains:
        countdown:
          description: The countdown in seconds, V(null) if auto-cancel is off.
          type: float
          sample: 30.0
      sample: {countdown: 30.0}
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
      before: {countdown: null}
      after: {countdown: 30.0}
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
      sample: "BTCUSDT: off\n"
    after:
      description: A line for each underlying.
      type: str
      sample: "BTCUSDT: 30 s\n"
  sample:
    before: "BTCUSDT: off\n"
    after: "BTCUSDT: 30 s\n"
"""

from ansible_collections.marketops.binance.plugins.module_utils._ansible import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._options.auto_cancel import (
    AUTO_CANCEL_OPTIONS,
    start_auto_cancel,
)
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS


def main() -> None:
    module = Module(argument_spec=dict(CONNECTION_OPTIONS, **AUTO_CANCEL_OPTIONS), supports_check_mode=True)
    run(module, start_auto_cancel)


if __name__ == "__main__":
    main()
