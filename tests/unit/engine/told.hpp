// Receivers at work: alerts are moved by hand, and the messages that leave are written down.
#pragma once

#include "engine/receivers.hpp"
#include "tests/unit/engine/scene.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::test {

inline constexpr int kEnded = -1, kInfo = 0, kWarn = 1, kPage = 2;

// Monitors `slow` by platform, `wrong` and `never`; channels `pager` and `team`.
extern const char* const kWatchOfTold;

class Told {
 public:
  explicit Told(const std::string& routes);

  // The alert `slow/a` or `wrong` has this severity from `when` on. Messages of that instant leave
  // after it.
  Told& set(std::string_view when, const std::string& name, int severity,
            std::string_view reason = engine::kBreach, bool is_dark = false);
  // Whether the alert flaps from its next step on, as AlertLine has it.
  Told& flaps(const std::string& name, std::string_view text);
  Told& pass(std::string_view when);

  // "30s team beginning warn: slow/a warn" a message, in order.
  std::string story() const;

  const std::vector<Message>& messages() const { return messages_; }
  const engine::Receivers& receivers() const { return receivers_; }
  engine::Receivers& receivers() { return receivers_; }
  const dsl::Plan& plan() const { return *plan_; }

 private:
  struct Alert {
    int severity = kEnded;
    std::uint64_t episode = 0;
    std::string flapping;
  };

  void flush_until(Instant last);
  AlertLine line(const engine::AlertRef& ref) const;
  std::string said_of(const AlertLine& line) const;

  std::shared_ptr<const dsl::Plan> plan_;
  engine::Receivers receivers_;
  std::map<std::string, Alert> alerts_;
  std::map<engine::AlertRef, std::string> names_;
  std::vector<Message> messages_;
};

}  // namespace tocsin::test
