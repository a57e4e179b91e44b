"""What numpy and scipy make of the distance between the same two samples.

distances.py FILE: one JSON object a line with the lists x and reference; prints one object of figures for
each, named by the measure and its arguments. Ends with 77 where a package is missing.
"""

import json
import sys

try:
    import numpy as np
    from scipy.spatial.distance import jensenshannon
    from scipy.stats import chi2_contingency, entropy, wasserstein_distance
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)


def deciles(live, reference):
    edges = np.unique(np.quantile(reference, np.arange(1, 10) / 10))
    return [np.bincount(np.searchsorted(edges, x), minlength=len(edges) + 1).astype(float) for x in (live, reference)]


def sturges(live, reference, of=None):
    edges = np.histogram_bin_edges(np.concatenate([live, reference]) if of is None else of, bins="sturges")
    return [np.histogram(x, edges)[0].astype(float) for x in (live, reference)]


def by_value(live, reference):
    values = np.unique(np.concatenate([live, reference]))
    return [np.array([np.sum(x == value) for value in values], dtype=float) for x in (live, reference)]


def evidently(live, reference):
    return (sturges if len(np.unique(reference)) > 20 else by_value)(live, reference)


def doane(live, reference):
    edges = np.histogram_bin_edges(reference, bins="doane")
    counts = [np.histogram(x, edges)[0].astype(float) for x in (live, reference)]
    return [np.append(c, len(x) - c.sum()) for c, x in zip(counts, (live, reference))]


def tiny(shares):
    least = shares[shares > 0].min()
    return np.where(shares == 0, least / 1e6 if least <= 1e-4 else 1e-4, shares)


def psi(p, q):
    return float(np.sum((p - q) * np.log(p / q)))


def hellinger(p, q):
    return float(np.sqrt(np.sum((np.sqrt(p) - np.sqrt(q)) ** 2) / 2))


def shares(counts):
    return [c / c.sum() for c in counts]


def figures(case):
    live, reference = (np.array(case[name], dtype=float) for name in ("x", "reference"))
    counts = deciles(live, reference)
    p, q = shares(counts)
    table = np.array(counts)[:, np.sum(counts, axis=0) > 0]
    chi2 = chi2_contingency(table, correction=False)[0] if table.shape[1] > 1 else 0.0
    ep, eq = shares(evidently(live, reference))
    dp, dq = shares(doane(live, reference))
    hp, hq = shares(sturges(live, reference, np.unique(np.concatenate([live, reference]))))
    return {
        "wasserstein": float(wasserstein_distance(live, reference)),
        "wasserstein normed=true": float(wasserstein_distance(live, reference) / max(np.std(reference), 0.001)),
        "js": float(jensenshannon(p, q, base=2)),
        "js base=e": float(jensenshannon(p, q)),
        "js form=divergence": float(jensenshannon(p, q, base=2) ** 2),
        "js dialect=doane": float(jensenshannon(dp, dq, base=2)),
        "js base=e dialect=sturges": float(jensenshannon(ep, eq)),
        "psi dialect=sturges": psi(tiny(ep), tiny(eq)),
        "psi dialect=credit": psi(np.maximum(p, 1e-4), np.maximum(q, 1e-4)),
        "kl dialect=sturges": float(entropy(tiny(eq), tiny(ep))),
        "hellinger": hellinger(p, q),
        "hellinger dialect=doane": hellinger(dp, dq),
        "hellinger dialect=sturges": hellinger(hp, hq),
        "chi2": float(chi2),
        "cramers_v": float(np.sqrt(chi2 / (len(live) + len(reference)))),
        "d1": float(np.sum(np.abs(p - q))),
        "tvd dialect=sturges": float(np.sum(np.abs(ep - eq)) / 2),
        "linf": float(np.max(np.abs(p - q))),
    }


for line in open(sys.argv[1], encoding="utf-8"):
    print(json.dumps(figures(json.loads(line))), flush=True)
