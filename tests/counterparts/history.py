"""What numpy and scipy make of the same earlier readings, and of the same streams.

history.py FILE: one JSON object a line with now, before (latest first), and ages (0..1, one each);
prints one object of figures for each. Ends with 77 where a package is missing.
"""

import json
import sys

try:
    import numpy as np
    from scipy.stats import linregress
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)


def figures(case):
    now, before, ages = case["now"], np.array(case["before"]), np.array(case["ages"])
    low, median, high = np.percentile(before, [25, 50, 75])
    line = linregress(np.append(ages, 0.0), np.append(before, now))
    return {
        "zscore": float((now - np.mean(before)) / np.std(before, ddof=1)),
        "iqr_score": float((now - median) / (high - low)),
        "trend": float(-line.slope),
    }


for text in open(sys.argv[1], encoding="utf-8"):
    print(json.dumps(figures(json.loads(text))), flush=True)
