#include "prose/graph.hpp"

#include "prose/explanation.hpp"
#include "prose/receivers.hpp"
#include "prose/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace tocsin::prose {
namespace {

using dsl::Plan;

std::string names_of(const Plan& plan, const std::vector<int>& severities) {
  std::vector<std::string> names;
  for (const int severity : severities)
    names.push_back(plan.severities.names[static_cast<std::size_t>(severity)]);
  return listed(names, "and");
}

std::string route_label(const Plan& plan, const dsl::RoutePlan& route) {
  auto label =
      fmt::format("route {}{}", route.only ? "only " : "", names_of(plan, route.severities));
  if (route.where.op != dsl::AlertFilter::Op::always) label += "\nwhere " + in_words(route.where);
  if (route.repeat) label += "\nrepeat " + format_duration(*route.repeat);
  if (route.wait) label += "\nwait " + format_duration(*route.wait);
  if (route.quietly) label += "\nquietly";
  if (route.digest) label += "\ndigest " + in_words(*route.digest);
  return label;
}

class Drawing {
 public:
  explicit Drawing(const Plan& plan) : plan_(plan) {}

  Graph take() {
    for (std::size_t m = 0; m < plan_.monitors.size(); ++m) add_monitor(m);
    for (std::size_t r = 0; r < plan_.routes.size(); ++r) add_route(r);
    for (std::size_t c = 0; c < plan_.channels.size(); ++c)
      node(GraphNode::Kind::channel, fmt::format("c{}", c),
           fmt::format("{}\n{}", plan_.channels[c].name, plan_.channels[c].kind));
    for (const auto& suppress : plan_.suppressions) add_suppression(suppress);
    return std::move(graph_);
  }

 private:
  void node(GraphNode::Kind kind, std::string id, std::string label, std::string group = "") {
    graph_.nodes.push_back({kind, std::move(id), std::move(label), std::move(group)});
  }

  void add_monitor(std::size_t m) {
    const auto& monitor = plan_.monitors[m];
    const auto whole = full_name(plan_, monitor);
    node(GraphNode::Kind::monitor, fmt::format("m{}", m), monitor.name,
         whole.substr(0, whole.size() - monitor.name.size() - 1));
    std::map<std::size_t, std::vector<int>> taken;  // route -> severities, the most severe first
    for (const int severity : reach(monitor))
      for (const auto route : routes_taking(plan_, monitor, severity))
        taken[route].push_back(severity);
    for (const auto& [route, severities] : taken)
      graph_.edges.push_back({GraphEdge::Kind::told, fmt::format("m{}", m),
                              fmt::format("r{}", route), names_of(plan_, severities)});
  }

  static std::set<int, std::greater<>> reach(const dsl::MonitorPlan& monitor) {
    std::set<int, std::greater<>> severities;
    for (const auto& rung : monitor.rungs) severities.insert(rung.severity);
    for (const auto* gap : {&monitor.no_data, &monitor.too_few})
      if (gap->policy == dsl::GapPolicy::alert) severities.insert(gap->severity);
    return severities;
  }

  void add_route(std::size_t r) {
    const auto& route = plan_.routes[r];
    const auto id = fmt::format("r{}", r);
    node(GraphNode::Kind::route, id, route_label(plan_, route));
    for (const auto channel : route.channels)
      graph_.edges.push_back({GraphEdge::Kind::sent, id, fmt::format("c{}", channel), ""});
    for (const auto& step : route.escalations)
      graph_.edges.push_back({GraphEdge::Kind::escalated, id, fmt::format("c{}", step.channel),
                              "unanswered after " + format_duration(step.after)});
  }

  void add_suppression(const dsl::SuppressPlan& suppress) {
    auto label = suppress.severity < 0
                     ? std::string("suppresses")
                     : fmt::format("from {} on suppresses", names_of(plan_, {suppress.severity}));
    if (!suppress.same.empty()) label += "\nsame " + listed(suppress.same);
    for (const auto source : suppress.sources)
      for (const auto monitor : suppress.monitors)
        if (source != monitor)
          graph_.edges.push_back({GraphEdge::Kind::suppressed, fmt::format("m{}", source),
                                  fmt::format("m{}", monitor), label});
  }

  const Plan& plan_;
  Graph graph_;
};

std::vector<std::string> groups_of(const Graph& graph) {
  std::vector<std::string> groups;
  for (const auto& node : graph.nodes)
    if (!node.group.empty() && std::ranges::find(groups, node.group) == groups.end())
      groups.push_back(node.group);
  return groups;
}

// ---- DOT -----------------------------------------------------------------------------------

std::string in_dot(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + '"';
}

std::string dot_node(const GraphNode& node) {
  const auto* shape = node.kind == GraphNode::Kind::monitor ? "box"
                      : node.kind == GraphNode::Kind::route ? "ellipse"
                                                            : "house";
  return fmt::format("{} [shape={}, label={}];\n", node.id, shape, in_dot(node.label));
}

// ---- Mermaid -------------------------------------------------------------------------------

// Entities of Mermaid begin with #; texts in quotes may hold everything else.
std::string in_mermaid(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': out += "#quot;"; break;
      case '#': out += "#35;"; break;
      case '<': out += "#lt;"; break;
      case '>': out += "#gt;"; break;
      case '`': out += "#96;"; break;
      case '\n': out += "<br>"; break;
      default: out += c;
    }
  }
  return out + '"';
}

std::string mermaid_node(const GraphNode& node) {
  const auto label = in_mermaid(node.label);
  if (node.kind == GraphNode::Kind::monitor) return fmt::format("{}[{}]\n", node.id, label);
  if (node.kind == GraphNode::Kind::route) return fmt::format("{}([{}])\n", node.id, label);
  return fmt::format("{}[/{}/]\n", node.id, label);
}

std::string mermaid_arrow(const GraphEdge& edge) {
  if (edge.kind == GraphEdge::Kind::suppressed) return "-.->";
  return edge.kind == GraphEdge::Kind::escalated ? "==>" : "-->";
}

}  // namespace

Graph graph(const Plan& plan) { return Drawing(plan).take(); }

std::string render_dot(const Graph& graph) {
  std::string text = "digraph tocsin {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n";
  std::size_t number = 0;
  for (const auto& group : groups_of(graph)) {
    text += fmt::format("  subgraph cluster_{} {{\n    label={};\n", number++, in_dot(group));
    for (const auto& node : graph.nodes)
      if (node.group == group) text += "    " + dot_node(node);
    text += "  }\n";
  }
  for (const auto& node : graph.nodes)
    if (node.group.empty()) text += "  " + dot_node(node);
  for (const auto& edge : graph.edges) {
    const auto* style = edge.kind == GraphEdge::Kind::suppressed  ? ", style=dashed"
                        : edge.kind == GraphEdge::Kind::escalated ? ", style=bold"
                                                                  : "";
    text +=
        fmt::format("  {} -> {} [label={}{}];\n", edge.from, edge.to, in_dot(edge.label), style);
  }
  return text + "}\n";
}

std::string render_mermaid(const Graph& graph) {
  std::string text = "flowchart LR\n";
  std::size_t number = 0;
  for (const auto& group : groups_of(graph)) {
    text += fmt::format("  subgraph g{}[{}]\n", number++, in_mermaid(group));
    for (const auto& node : graph.nodes)
      if (node.group == group) text += "    " + mermaid_node(node);
    text += "  end\n";
  }
  for (const auto& node : graph.nodes)
    if (node.group.empty()) text += "  " + mermaid_node(node);
  for (const auto& edge : graph.edges) {
    const auto label = edge.label.empty() ? "" : "|" + in_mermaid(edge.label) + "|";
    text += fmt::format("  {} {}{} {}\n", edge.from, mermaid_arrow(edge), label, edge.to);
  }
  return text;
}

}  // namespace tocsin::prose
