#include "exchange/texts.hpp"

#include "exchange/go_template.hpp"
#include "exchange/marker.hpp"
#include "exchange/prometheus_rules.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::exchange;

TEST_CASE("names become names of the language", "[exchange][texts]") {
  CHECK(snake_name("HostHighCPULoad") == "host_high_cpu_load");
  CHECK(snake_name("node-exporter.rules") == "node_exporter_rules");
  CHECK(snake_name("5xxErrors") == "r_5xx_errors");
  CHECK(snake_name("in") == "in_");
  CHECK(snake_name("___") == "r");
  FreshNames fresh;
  CHECK(fresh("Disk Full") == "disk_full");
  CHECK(fresh("disk_full_2") == "disk_full_2");
  CHECK(fresh("DiskFull") == "disk_full_3");
  CHECK(words_of_name("HostHighCPULoad") == "Host high CPU load");
}

TEST_CASE("texts are quoted so that they mean what they meant", "[exchange][texts]") {
  CHECK(quoted("a \"b\" \\ c\nd") == R"("a \"b\" \\ c\nd")");
  CHECK(escaped_in_message("{a} \"b\"") == R"(\{a\} \"b\")");
  CHECK(quoted_query("x{a=\"b\"}") == R"("""x{a="b"}""")");
  CHECK(quoted_query("\"x\"") == R"("\"x\"")");
  CHECK(quoted("bell\x07") == "\"bell \"");
}

TEST_CASE("templates become messages, and what changes is said", "[exchange][template]") {
  const auto made = translate(
      "{{ $labels.job }} on {{$labels.host}}: {{ $value | humanize }} of {5} {{ if x }}!{{ end }}",
      {"job"});
  CHECK(made.text == R"({segment.job} on host: {value} of \{5\} !)");
  CHECK(made.losses == std::vector<std::string>{
                           "{{ $labels.host }}: its alerts are not told apart by this label",
                           "{{ $value | humanize }}: the value is shown as tocsin shows values",
                           "{{ if x }}: left out of the message",
                           "{{ end }}: left out of the message"});
  CHECK(translate("{{ printf \"%.2f\" $value }}%", {}).text == "{value}%");
  CHECK(translate("L = {{ $labels }}", {"a", "b"}).text == "L = a={segment.a}, b={segment.b}");
  CHECK(translate("{{ unclosed", {}).text == R"(\{\{ unclosed)");
  CHECK(labels_shown("{{ $labels.b }}{{ $value }}{{- $labels.a -}}{{ $labels.b }}") ==
        std::vector<std::string>{"b", "a"});
}

TEST_CASE("durations are those of Prometheus", "[exchange][duration]") {
  CHECK(prometheus_duration("1h30m") == 90min);
  CHECK(prometheus_duration("1y2w3d") == kDay * (365 + 14 + 3));
  CHECK(prometheus_duration("0") == Duration(0));
  CHECK(prometheus_duration("1s500ms") == 1500ms);
  for (const char* wrong :
       {"", "5", "m", "1m1h", "1m1m", "-1m", "1.5h", "1 m", "1us", "300y", "99999999999999999999s"})
    CHECK_FALSE(prometheus_duration(std::string_view(wrong)));
  CHECK(prometheus_duration(Duration(kDay + 90min)) == "1d1h30m");
  CHECK(prometheus_duration(Duration(0)) == "0s");
}

TEST_CASE("a marker says what a rule was, and nothing else is one", "[exchange][marker]") {
  const Marker marker{.kind = "service",
                      .model = "ranker",
                      .monitor = "queue",
                      .type = "duration in ms",
                      .window = 10min,
                      .by = {"platform", "zone"}};
  CHECK(marker_text(marker) == "service ranker.queue as duration in ms over 10m by platform, zone");
  CHECK(read_marker(marker_text(marker)) == marker);
  auto counted = marker;
  counted.type = "number in EUR";
  counted.by = {"of"};
  counted.of_m = 5;
  CHECK(marker_text(counted) == "service ranker.queue as number in EUR over 10m by of of 5");
  CHECK(read_marker(marker_text(counted)) == counted);
  auto silent = marker;
  silent.is_no_data = true;
  CHECK(read_marker(marker_text(silent)) == silent);
  for (const char* other :
       {"", "service", "service ranker as number over 10m", "servant a.b as number over 10m",
        "service a.b as text over 10m", "service a.b as number over 0s",
        "service a.b as number over 10m by", "service a.b as number over 10m; page now",
        "service a.b as number over 10m no", "service a.b as duration over 10m",
        "service a.b as duration in eons over 10m", "service a.b as number over 10m of 0",
        "service a.b as number over 10m of many", "service a.b} as number over 10m"})
    CHECK_FALSE(read_marker(other));
}

TEST_CASE("thresholds are written in the unit of their measure", "[exchange][marker]") {
  CHECK(threshold_text(0.8, "share") == "80%");
  CHECK(threshold_text(0.07, "share") == "7%");
  CHECK(threshold_text(0.001, "share") == "0.1%");
  CHECK(threshold_text(300, "duration in ms") == "300ms");
  CHECK(threshold_text(-0.5, "number") == "-0.5");
  CHECK(threshold_text(12.5, "number in EUR") == "12.5EUR");
}
