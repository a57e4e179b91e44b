// Who is told of what, as a drawing: monitors, the routes that take them, channels, and which
// monitor holds back which.
#pragma once

#include "dsl/plan.hpp"

#include <string>
#include <vector>

namespace tocsin::prose {

struct GraphNode {
  enum class Kind { monitor, route, channel } kind{};
  std::string id;     // letters and digits: m0, r1, c2
  std::string label;  // lines parted by \n
  std::string group;  // the model of a monitor
};

struct GraphEdge {
  enum class Kind { told, sent, escalated, suppressed } kind{};
  std::string from, to;
  std::string label;
};

struct Graph {
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;
};

// A monitor leads to each route that takes one of the severities that it can reach, a route to its
// channels; a suppression leads from its source to what it holds back.
Graph graph(const dsl::Plan& plan);

std::string render_dot(const Graph& graph);
std::string render_mermaid(const Graph& graph);

}  // namespace tocsin::prose
