"""What numpy and scikit-learn make of the same predictions, scores and lists.

performance.py FILE: one JSON object a line with the lists predicted and actual, score, label and
decision (0 or 1), classes and predicted_classes, and list, rank and gain, one entry a shown item;
prints one object of figures for each. Ends with 77 where a package is missing.
"""

import json
import sys

try:
    import numpy as np
    from sklearn import metrics
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)

CLASS_MEASURES = {"precision": metrics.precision_score, "recall": metrics.recall_score, "f1": metrics.f1_score}
CUT = 5  # places that ndcg@k and hit_rate@k look at


def calibration_error(label, score):
    """Ten bins of equal width, closed on the right."""
    bins = np.searchsorted(np.arange(1, 10) / 10, score, side="left")
    return sum(abs(np.sum(score[bins == b]) - np.sum(label[bins == b])) for b in range(10)) / len(score)


def lists(case):
    """Ranks and gains of each list in which something was gained."""
    names, ranks, gains = (np.array(case[name]) for name in ("list", "rank", "gain"))
    for name in np.unique(names):
        here = names == name
        if np.any(gains[here] > 0):
            yield ranks[here], gains[here]


def figures(case):
    predicted, actual = np.array(case["predicted"]), np.array(case["actual"])
    score, label, decision = (np.array(case[name]) for name in ("score", "label", "decision"))
    (tn, fp), (fn, tp) = metrics.confusion_matrix(label, decision, labels=[0, 1])
    shown = list(lists(case))
    classes = {
        f"{name}_{average}": measured(case["classes"], case["predicted_classes"], average=average, zero_division=0)
        for name, measured in CLASS_MEASURES.items()
        for average in ("macro", "micro", "weighted")
    }
    return classes | {
        "bias": float(np.mean(predicted - actual)),
        "mae": metrics.mean_absolute_error(actual, predicted),
        "mape": metrics.mean_absolute_percentage_error(actual, predicted),
        "mse": metrics.mean_squared_error(actual, predicted),
        "rmse": metrics.mean_squared_error(actual, predicted, squared=False),
        "rmsle": metrics.mean_squared_log_error(actual, predicted) ** 0.5,
        "r2": metrics.r2_score(actual, predicted),
        "share_error_over": float(np.mean(np.abs(predicted - actual) > 1)),
        "brier": metrics.brier_score_loss(label, score),
        "logloss": metrics.log_loss(label, score),
        "calibration_error": float(calibration_error(label, score)),
        "cost": float((5 * fp + 50 * fn) / (tp + fp + fn + tn)),
        "ndcg": float(np.mean([metrics.ndcg_score([gain], [-rank], k=CUT) for rank, gain in shown])),
        "map": float(np.mean([metrics.average_precision_score(gain > 0, -rank) for rank, gain in shown])),
        "mrr": float(np.mean([1 / rank[gain > 0].min() for rank, gain in shown])),
        "hit_rate": float(np.mean([rank[gain > 0].min() <= CUT for rank, gain in shown])),
    }


for line in open(sys.argv[1], encoding="utf-8"):
    print(json.dumps(figures(json.loads(line))), flush=True)
