"""Cuts the data sets into what the rules read: events, labels and references, as CSV in a folder for the run."""

import csv
import datetime
import gzip

START = datetime.datetime(2026, 1, 1)  # of streams that have an order and no time


def rows(path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", newline="") as file:
        return list(csv.DictReader(file))


def write(path, table):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, table[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    return path


def minute(number):
    """The time that stands for the row of this number."""
    return (START + datetime.timedelta(minutes=number)).isoformat() + "Z"


def elec2(data, work):
    features = rows(data / "elec2/electricity_rows_0_29999.csv.gz")
    predictions = rows(data / "elec2/derived_predictions_rows_0_29999.csv.gz")
    joined = [{**feature, **prediction} for feature, prediction in zip(features, predictions)]
    reference = write(work / "fitted.csv", [row for row in joined if row["split"] == "train"])
    return {"data": {"power": write(work / "power.csv", joined)},
            "references": {"power.fitted": reference}}


def german_credit(data, work):
    features = rows(data / "german_credit/german_credit.csv")
    predictions = rows(data / "german_credit/derived_predictions.csv")
    joined = [{**feature, **prediction, "at": minute(i)}
              for i, (feature, prediction) in enumerate(zip(features, predictions))]
    return {"data": {"credit": write(work / "credit.csv", joined[300:])},
            "references": {"credit.first_300": write(work / "first_300.csv", joined[:300])}}


def bike_sharing(data, work):
    table = [{**row, "rented": row["cnt"]}
             for row in rows(data / "bike_sharing/derived_predictions.csv.gz")]
    return {"data": {"rentals": write(work / "rentals.csv", table)}, "references": {}}


def hotel_booking(data, work):
    reference = rows(data / "hotel_booking/reference.csv.gz")
    table = reference + rows(data / "hotel_booking/monitoring_2016-10_to_2017-02.csv.gz")
    for row in table:
        arrival = datetime.date.fromisoformat(row["timestamp"])
        row["booked_on"] = str(arrival - datetime.timedelta(days=int(row["lead_time"])))
    bookings = sorted(table, key=lambda row: row["booked_on"])
    return {"data": {"bookings": write(work / "bookings.csv", bookings),
                     "arrivals": write(work / "arrivals.csv", table)},
            "references": {"arrivals.summer": write(work / "summer.csv", reference)}}


def drift_stream(data, work, name):
    predictions = rows(data / f"drift_streams/{name}.derived_predictions.csv.gz")
    table = [{"id": row["id"], "at": minute(i),
              "wrong": str(float(row["y_pred"]) != float(row["y_true"])).lower()}
             for i, row in enumerate(predictions)]
    return {"data": {"stream": write(work / f"{name}.csv", table)}, "references": {}}
