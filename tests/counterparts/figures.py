"""What numpy, scipy and scikit-learn make of the same numbers.

figures.py FILE: one JSON object a line with the lists x, reference, score, label (0 or 1) and
prediction (0 or 1); prints one object of figures for each. Ends with 77 where a package is missing.
"""

import json
import sys

try:
    import numpy as np
    from scipy.stats import ks_2samp
    from sklearn import metrics
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)


def psi(live, reference):
    """Reference deciles, closed on the right; half an observation in what is empty on one side."""
    edges = np.unique(np.quantile(reference, np.arange(1, 10) / 10))
    counts = [np.bincount(np.searchsorted(edges, x), minlength=len(edges) + 1).astype(float) for x in (live, reference)]
    used = counts[0] + counts[1] > 0
    p, q = (np.where(c[used] == 0, 0.5, c[used]) for c in counts)
    p, q = p / p.sum(), q / q.sum()
    return float(np.sum((p - q) * np.log(p / q)))


def figures(case):
    x, reference, score = (np.array(case[name], dtype=float) for name in ("x", "reference", "score"))
    label, prediction = np.array(case["label"]), np.array(case["prediction"])
    pair = (label, prediction)
    return {
        "sum": float(np.sum(x)),
        "mean": float(np.mean(x)),
        "stddev": float(np.std(x, ddof=1)),
        "min": float(np.min(x)),
        "max": float(np.max(x)),
        "median": float(np.quantile(x, 0.5)),
        "p75": float(np.quantile(x, 0.75)),
        "p95": float(np.quantile(x, 0.95)),
        "p999": float(np.quantile(x, 0.999)),
        "psi": psi(x, reference),
        "ks": float(ks_2samp(reference, x).statistic),
        "auc": float(metrics.roc_auc_score(label, score)),
        "average_precision": float(metrics.average_precision_score(label, score)),
        "accuracy": float(metrics.accuracy_score(*pair)),
        "precision": float(metrics.precision_score(*pair)),
        "recall": float(metrics.recall_score(*pair)),
        "f1": float(metrics.f1_score(*pair)),
        "specificity": float(metrics.recall_score(*pair, pos_label=0)),
    }


for line in open(sys.argv[1], encoding="utf-8"):
    print(json.dumps(figures(json.loads(line))), flush=True)
