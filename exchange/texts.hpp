// Texts and names of others, written as the rule language writes them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace tocsin::exchange {

// Between quotes, escaped so that it means just this; in `"""` when it may stand there unchanged.
std::string quoted(std::string_view text);
std::string quoted_query(std::string_view text);
// As part of a message: what stands between its quotes, where bare braces would be names.
std::string escaped_in_message(std::string_view text);

// The letters of English in lower case.
std::string in_lower(std::string_view text);

// `HostHighCPULoad` and `host-high cpu.load` as host_high_cpu_load; a letter comes first.
std::string snake_name(std::string_view text);
// The same, with _2, _3, ... where it was given away already. No reserved word.
class FreshNames {
 public:
  std::string operator()(std::string_view text);
  // Given away from now on; false when it was so already.
  bool take(const std::string& name) { return taken_.insert(name).second; }
  bool empty() const { return taken_.empty(); }

 private:
  std::set<std::string> taken_;
  std::map<std::string, int> last_;  // the number behind the last one of this name
};

// `HostHighCPULoad` as "Host high CPU load".
std::string words_of_name(std::string_view name);
// A name of the language: in back-ticks where it must be.
std::string ticked(const std::string& name);

}  // namespace tocsin::exchange
