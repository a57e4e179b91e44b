"""How two lists go together, and how often values come, as scipy and numpy have it.

values.py FILE: one JSON object a line with the lists x and y; prints one object of figures for
each. Ends with 77 where a package is missing.
"""

import json
import sys

try:
    import numpy as np
    from scipy import stats
    from scipy.stats.contingency import association
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)


def figures(case):
    x, y = (np.array(case[name], dtype=float) for name in ("x", "y"))
    rows, columns = (np.unique(v, return_inverse=True)[1] for v in (x, y))
    table = np.zeros((rows.max() + 1, columns.max() + 1), dtype=int)
    np.add.at(table, (rows, columns), 1)
    _, counts = np.unique(x, return_counts=True)
    return {
        "pearson": float(stats.pearsonr(x, y)[0]),
        "spearman": float(stats.spearmanr(x, y)[0]),
        "cramers_v": float(association(table, method="cramer", correction=False)),
        "distinct": len(counts),
        "unique": float(np.sum(counts == 1) / len(x)),
        "top_share": float(counts.max() / len(x)),
    }


for line in open(sys.argv[1], encoding="utf-8"):
    print(json.dumps(figures(json.loads(line))), flush=True)
