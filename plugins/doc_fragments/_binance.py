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
      - White space, line ends and zero-width characters at its ends are ignored.
      - If the option is not set, E(BINANCE_API_KEY) in the environment of the host on which the module runs is used.
    type: str
  api_secret:
    description:
      - The secret that belongs to an HMAC O(api_key).
      - Exactly one of this, O(private_key) and O(private_key_path) is required.
      - White space, line ends and zero-width characters at its ends are ignored.
      - If the option is not set, E(BINANCE_API_SECRET) in the environment of the host on which the module runs is used.
      - Keep it in a vault, and give it to all modules of the collection with C(module_defaults).
    type: str
  private_key:
    description:
      - The private key that belongs to an RSA or Ed25519 O(api_key), as the text of a PEM file (PKCS#8 or PKCS#1).
        Line ends may be written as C(\n), or replaced by spaces.
      - Needs C(cryptography) on the host on which the module runs.
    type: str
  private_key_path:
    description:
      - The path of a file that contains the private key (see O(private_key)), on the host on which the module runs.
        Only its owner should be able to read it.
      - If the option is not set, E(BINANCE_PRIVATE_KEY_PATH) in the environment of that host is used.
    type: path
  private_key_passphrase:
    description:
      - The passphrase of an encrypted private key, 4 characters or more.
      - White space, line ends and zero-width characters at its ends are ignored.
      - If the option is not set, E(BINANCE_PRIVATE_KEY_PASSPHRASE) in the environment of the host on which the module
        runs is used.
    type: str
  api_url:
    description:
      - The base URL of the exchange's options section.
      - If the option is not set, E(BINANCE_API_URL) in the environment of the host on which the module runs is used.
      - C(http://) is accepted only for the loopback interface. A user name, password, path or query is refused.
    type: str
    default: https://eapi.binance.com
  ca_path:
    description:
      - The path of a file in PEM format, on the host on which the module runs, that contains the certificates of the
        authorities to trust instead of the usual ones.
      - If the option is not set, E(BINANCE_CA_PATH) or else E(REQUESTS_CA_BUNDLE) in the environment of that host is
        used. There it may also be a folder that was prepared with C(openssl rehash).
      - Verification can't be turned off.
    type: path
  recv_window:
    description:
      - For how many milliseconds after its timestamp the exchange accepts a request, from 1 to 60000.
    type: int
    default: 5000
  request_timeout:
    description:
      - How many seconds one request may take, from 0.1 to 600. Connecting and reading the answer are included.
    type: float
    default: 10
  max_wait:
    description:
      - The time budget of the whole task in seconds, 1 or more. Retries, waits for rate limits and verification are
        included.
      - If a request is in flight when the budget ends, the task waits for it, at most for another O(request_timeout).
      - If no answer of any kind comes from the exchange, the task fails after 10 seconds. A wait for a rate limit that
        does not fit into the rest of the budget is not started.
    type: int
    default: 120
  request_weight_limit:
    description:
      - The request weight per minute of this host's address, 20 or more. If a request would exceed it, the module waits
        for the exchange's next minute. Listing the ordinary option orders of all symbols needs 40.
      - The rest of the exchange's 2400 is left to the other programs behind the same address, such as the trading
        system. What they use counts here too.
    type: int
    default: 2000
  concurrency:
    description:
      - How many requests may be in flight at the same time, from 1 to 32.
    type: int
    default: 8
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
  - A value that may be a private key or an API secret is masked in the output, whichever option it is in.
"""
