#include "store/records.hpp"

namespace tocsin::store {

std::string_view to_text(RunKind kind) { return kind == RunKind::live ? "live" : "replayed"; }

std::string_view to_text(IncidentState state) {
  switch (state) {
    case IncidentState::open: return "open";
    case IncidentState::acknowledged: return "acknowledged";
    case IncidentState::resolved: return "resolved";
  }
  return "unknown";
}

std::optional<IncidentState> parse_state(std::string_view text) {
  for (const auto state :
       {IncidentState::open, IncidentState::acknowledged, IncidentState::resolved}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

std::string_view to_text(Delivery delivery) {
  switch (delivery) {
    case Delivery::shown: return "shown";
    case Delivery::waiting: return "waiting";
    case Delivery::delivered: return "delivered";
    case Delivery::partly: return "partly delivered";
    case Delivery::dead: return "dead";
  }
  return "unknown";
}

std::string_view to_text(ReceiptResult result) {
  switch (result) {
    case ReceiptResult::delivered: return "delivered";
    case ReceiptResult::partly: return "partly";
    case ReceiptResult::retry: return "retry";
    case ReceiptResult::rejected: return "rejected";
    case ReceiptResult::given_up: return "given up";
  }
  return "unknown";
}

}  // namespace tocsin::store
