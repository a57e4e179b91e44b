#include "exchange/yaml.hpp"

#include "base/printable.hpp"

#include <yaml-cpp/yaml.h>

// yaml-cpp's own header of events comes behind the types it names.
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

namespace tocsin::exchange {
namespace {

using Kind = YamlNode::Kind;

struct Refused {
  std::string why;
  int line;
};

class Builder : public YAML::EventHandler {
 public:
  Yaml take() { return document_ ? std::move(document_) : std::make_shared<YamlNode>(); }

  void OnDocumentStart(const YAML::Mark&) override {
    anchors_.clear();
    document_.reset();
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    leaf(node(Kind::null, mark), anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string& value) override {
    auto made = node(Kind::scalar, mark);
    made->text = value;
    leaf(std::move(made), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(node(Kind::list, mark), anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(node(Kind::map, mark), anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

  // An alias costs what it stands for, so that a few lines cannot stand for a billion nodes.
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw Refused{"an alias inside of what it names", mark.line + 1};
    count(found->second.size, mark);
    put(found->second.node);
  }

 private:
  struct Anchor {
    Yaml node;
    std::size_t size = 1;
  };
  struct Open {
    std::shared_ptr<YamlNode> node;
    YAML::anchor_t anchor = 0;
    std::size_t begun = 0;  // count of nodes before it
    std::optional<std::string> key;
    std::vector<Yaml> merged;  // values of `<<`
  };

  std::shared_ptr<YamlNode> node(Kind kind, const YAML::Mark& mark) {
    count(1, mark);
    auto made = std::make_shared<YamlNode>();
    made->kind = kind;
    made->line = std::max(mark.line, 0) + 1;
    return made;
  }

  void count(std::size_t more, const YAML::Mark& mark) {
    nodes_ += more;
    if (nodes_ > kMaxYamlNodes)
      throw Refused{fmt::format("more than {} values, aliases counted", kMaxYamlNodes),
                    mark.line + 1};
  }

  void leaf(std::shared_ptr<YamlNode> made, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = {made, 1};
    put(std::move(made));
  }

  void open(std::shared_ptr<YamlNode> made, YAML::anchor_t anchor) {
    if (open_.size() == kMaxYamlDepth)
      throw Refused{fmt::format("more than {} levels", kMaxYamlDepth), made->line};
    open_.push_back({std::move(made), anchor, nodes_ - 1, {}, {}});
  }

  void close() {
    auto done = std::move(open_.back());
    open_.pop_back();
    for (const auto& other : done.merged) merge(*done.node, *other);
    if (done.anchor != 0) anchors_[done.anchor] = {done.node, nodes_ - done.begun};
    put(std::move(done.node));
  }

  void put(Yaml value) {
    if (open_.empty()) {
      document_ = std::move(value);
      return;
    }
    auto& outer = open_.back();
    if (outer.node->is(Kind::list)) return outer.node->items.push_back(std::move(value));
    if (!outer.key) return begin_entry(outer, *value);
    const auto key = std::move(*outer.key);
    outer.key.reset();
    if (key == "<<") return outer.merged.push_back(std::move(value));
    outer.node->entries.emplace_back(key, std::move(value));
  }

  static void begin_entry(Open& map, const YamlNode& key) {
    if (!key.is(Kind::scalar)) throw Refused{"a key that is no text", key.line};
    if (map.node->entries.size() == kMaxYamlKeys)
      throw Refused{fmt::format("more than {} keys in one map", kMaxYamlKeys), key.line};
    if (map.node->find(key.text))
      throw Refused{fmt::format("`{}` stands twice here", printable(key.text)), key.line};
    map.key = key.text;
  }

  // Keys that stand in the map itself win, wherever they stand.
  static void merge(YamlNode& map, const YamlNode& other) {
    for (const auto& each : other.items) merge(map, *each);
    for (const auto& [key, value] : other.entries)
      if (!map.find(key)) map.entries.emplace_back(key, value);
  }

  std::vector<Open> open_;
  std::map<YAML::anchor_t, Anchor> anchors_;
  std::size_t nodes_ = 0;
  Yaml document_;
};

// yaml-cpp holds back what an open bracket may still turn into a key, and that at a few hundred
// bytes a bracket. Brackets in texts count too, so the limit is far above that of levels.
int line_of_too_many_brackets(std::string_view text) {
  constexpr int kMost = 10'000;
  int open = 0, line = 1;
  for (const char c : text) {
    if (c == '[' || c == '{') ++open;
    if ((c == ']' || c == '}') && open > 0) --open;
    if (open > kMost) return line;
    if (c == '\n') ++line;
  }
  return 0;
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &std::pair<std::string, Yaml>::first);
  return found == entries.end() ? nullptr : found->second.get();
}

Result<std::vector<Yaml>> read_yaml(std::string_view text) {
  if (text.size() > kMaxYamlBytes)
    return fail("{} bytes; at most {} are read", text.size(), kMaxYamlBytes);
  if (const int line = line_of_too_many_brackets(text); line > 0)
    return fail("line {}: more than {} levels", line, kMaxYamlDepth);
  std::vector<Yaml> documents;
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    Builder builder;
    while (parser.HandleNextDocument(builder)) documents.push_back(builder.take());
  } catch (const Refused& refused) {
    return fail("line {}: {}", refused.line, refused.why);
  } catch (const YAML::Exception& error) {
    return fail("line {}: this is no YAML: {}", std::max(error.mark.line, 0) + 1,
                printable(error.msg));
  }
  return documents;
}

}  // namespace tocsin::exchange
