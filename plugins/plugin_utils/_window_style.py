# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the pages of a maintenance window look: light and dark, wide and narrow, and on paper."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #57606a; --line: #d0d7de; --panel: #f6f8fa;
  --good: #1a7f37; --bad: #cf222e; --warn: #9a6700; --bar: #6e7781; --wait: #bf870040; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --soft: #9198a1; --line: #3d444d;
  --panel: #151b23; --good: #3fb950; --bad: #ff7b72; --warn: #d29922; --bar: #9198a1; --wait: #d2992240; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .4rem 0; }
.soft { color: var(--soft); }
.verdict { border: 2px solid; border-left-width: .6rem; border-radius: .4rem; padding: .6rem 1rem;
  background: var(--panel); }
.verdict.good { border-color: var(--good); } .verdict.good h1 { color: var(--good); }
.verdict.bad { border-color: var(--bad); } .verdict.bad h1 { color: var(--bad); }
.verdict.warn { border-color: var(--warn); } .verdict.warn h1 { color: var(--warn); }
.counts { display: flex; flex-wrap: wrap; gap: .6rem; padding: 0; margin: 1rem 0; list-style: none; }
.counts li { border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .8rem; min-width: 6rem; }
.counts b { display: block; font-size: 1.4rem; }
.picture { overflow-x: auto; }
svg { display: block; width: 100%; min-width: 34rem; height: auto; font: 11px ui-monospace, monospace; }
.grid { stroke: var(--line); } .tick { fill: var(--soft); font-size: 10px; } .key { fill: var(--ink); }
.bar { fill: var(--bar); } .bar.cancelled, .bar.absent { fill: var(--good); } .bar.executed { fill: var(--warn); }
.bar.failed, .bar.not_attempted, .bar.open { fill: var(--bad); }
.ack { fill: var(--paper); stroke: var(--ink); stroke-width: 1.5; }
.lost { stroke: var(--ink); stroke-width: 2; fill: none; } .wait { fill: var(--wait); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
td { min-width: 5.5rem; } th { white-space: nowrap; } td code { overflow-wrap: anywhere; }
code { font: .85em ui-monospace, monospace; }
.good-text { color: var(--good); } .bad-text { color: var(--bad); } .warn-text { color: var(--warn); }
@media (max-width: 44rem) {
  thead { display: none; } tr { display: block; border: 1px solid var(--line); border-radius: .4rem; margin: .6rem 0; }
  td { display: flex; gap: .6rem; border: 0; }
  td::before { content: attr(data-label); flex: 0 0 6.5rem; color: var(--soft); }
}
@media print {
  :root { --ink: #000; --paper: #fff; --soft: #444; --line: #999; --panel: #fff; --good: #14532d; --bad: #8b0000;
    --warn: #6b4700; --bar: #555; --wait: #ccc8; }
  body { max-width: none; font-size: 11px; } tr, .verdict, svg { break-inside: avoid; }
  .picture { overflow: visible; } svg { min-width: 0; }
}
"""
