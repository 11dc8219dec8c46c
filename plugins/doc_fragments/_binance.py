# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options that every module of the collection shares."""

    DOCUMENTATION = r"""
options:
  api_key:
    description:
      - The API key. Required.
      - E(BINANCE_API_KEY) in the environment of the host on which the module runs is used if the option is not set.
    type: str
  api_secret:
    description:
      - The secret that belongs to an HMAC O(api_key).
      - Exactly one of this, O(private_key) and O(private_key_path) is required.
      - E(BINANCE_API_SECRET) in the environment of the host on which the module runs is used if the option is not set.
      - Keep it in a vault, and hand it to all modules of the collection with C(module_defaults).
    type: str
  private_key:
    description:
      - The private key that belongs to an RSA or Ed25519 O(api_key), as the text of a PEM file (PKCS#8 or PKCS#1).
      - Needs C(cryptography) on the host on which the module runs.
    type: str
  private_key_path:
    description:
      - A file with such a private key on the host on which the module runs. It should be readable by its owner only.
      - E(BINANCE_PRIVATE_KEY_PATH) in the environment of that host is used if the option is not set.
    type: path
  private_key_passphrase:
    description:
      - The passphrase of an encrypted private key.
      - E(BINANCE_PRIVATE_KEY_PASSPHRASE) in the environment of the host on which the module runs is used if the option
        is not set.
    type: str
  api_url:
    description:
      - The base URL of the exchange's options section.
      - E(BINANCE_API_URL) in the environment of the host on which the module runs is used if the option is not set.
      - C(http://) is accepted towards the loopback interface only. User name, password, path and query are refused.
    type: str
    default: https://eapi.binance.com
  ca_path:
    description:
      - A file on the host on which the module runs, in PEM format, with the certificates of the authorities to trust
        instead of the usual ones.
      - Verification can't be turned off.
    type: path
  recv_window:
    description:
      - For how many milliseconds after its timestamp the exchange accepts a request, from 1 to 60000.
    type: int
    default: 5000
  request_timeout:
    description:
      - How many seconds one request may take, connecting and reading to the end of the answer together, 0.1 to 600.
    type: float
    default: 10
  max_wait:
    description:
      - The time budget of the whole task in seconds, 1 or more, for retries, rate limits and verification together.
      - A request that is under way when it ends is waited for, at most for another O(request_timeout).
      - If no answer at all comes from the exchange, the task fails after 10 seconds. A wait for a rate limit that does
        not fit into what is left of the budget is not begun.
    type: int
    default: 120
  request_weight_limit:
    description:
      - Wait for the exchange's next minute rather than let the request weight that this host's address has used in the
        running one pass this number, 20 or more.
      - What is left of the exchange's 2400 belongs to the other programs behind the same address, such as the trading
        system. Their use counts here too.
    type: int
    default: 2000
requirements:
  - python >= 3.9
  - requests
  - cryptography, for private keys in PEM format only
notes:
  - The module runs on the target, so that the exchange sees the target's address, and needs C(requests) in the Python
    interpreter that Ansible uses there. Implicit localhost uses the controller's own; for hosts from an inventory set
    C(ansible_python_interpreter).
  - Proxies from the target's environment are used for C(https://), and never for C(http://). Redirects are not
    followed, and C(.netrc) is not read.
"""
