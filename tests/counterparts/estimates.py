"""Estimates without labels, made with scikit-learn's isotonic regression and splits.

estimates.py FILE: one JSON object a line with the lists past_score, past_label, score and prediction
(0 or 1); prints one object of figures for each. Ends with 77 where a package is missing.
"""

import json
import sys

try:
    import numpy as np
    from sklearn import metrics
    from sklearn.isotonic import IsotonicRegression
    from sklearn.model_selection import StratifiedShuffleSplit
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)


def calibration_error(label, chance):
    order = np.argsort(chance, kind="stable")
    parts = np.split(np.arange(len(order)), [len(order) // 10 * i for i in range(1, 10)])
    gaps = [abs(label[order[p]].mean() - chance[order[p]].mean()) * len(p) for p in parts]
    return sum(gaps) / len(order)


def curve(score, label):
    return IsotonicRegression(out_of_bounds="clip").fit(score, label)


def chances(score, label, live):
    if len(set(label)) < 2 or metrics.roc_auc_score(label, score) > 0.999:
        return live
    held = [(b, curve(score[a], label[a]).predict(score[b]))
            for a, b in StratifiedShuffleSplit(10, test_size=0.1, random_state=42).split(score, label)]
    rows = np.concatenate([b for b, _ in held])
    fitted = np.concatenate([f for _, f in held])
    helps = calibration_error(label[rows], fitted) < calibration_error(label[rows], score[rows])
    return curve(score, label).predict(live) if helps else live


def figures(case):
    score, label, live = (np.array(case[n], dtype=float) for n in ("past_score", "past_label", "score"))
    yes = np.array(case["prediction"]) == 1
    p = chances(score, label, live)
    tp, fp, fn, tn = p[yes].sum(), (1 - p)[yes].sum(), p[~yes].sum(), (1 - p)[~yes].sum()
    q = p[np.argsort(-live, kind="stable")]
    right, wrong = (np.round(np.concatenate([[0], np.cumsum(x)]), 5) for x in (q, 1 - q))
    return {
        "accuracy": (tp + tn) / len(p),
        "precision": tp / (tp + fp),
        "recall": tp / (tp + fn),
        "specificity": tn / (tn + fp),
        "f1": 2 * tp / (2 * tp + fp + fn),
        "auc": metrics.auc(wrong / wrong[-1], right / right[-1]),
    }


for line in open(sys.argv[1], encoding="utf-8"):
    print(json.dumps(figures(json.loads(line))), flush=True)
