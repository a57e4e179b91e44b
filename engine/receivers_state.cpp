// What the receivers remember, as bytes and back.
#include "engine/message_parts.hpp"
#include "engine/receivers.hpp"

namespace tocsin::engine {

void Receivers::save(Encoder& out) const {
  digests_.save(out);
  out.u64(groups_.size());
  for (const auto& [key, group] : groups_) {
    out.u64(key.first);
    out.text(key.second);
    group.save(out);
  }
}

void Receivers::load(Decoder& in) {
  digests_.load(in);
  groups_.clear();
  where_.clear();
  due_.clear();
  dirty_.clear();
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    const std::size_t channel = in.u64();
    Key key{channel, in.text()};
    auto group = ReceiverGroup::load(in, plan_);
    if (channel >= plan_.channels.size()) in.fail();
    if (in.failed()) return;
    for (const auto& [ref, entry] : group.entries()) where_[{ref, channel}] = key.second;
    touch(key);
    groups_.insert_or_assign(std::move(key), std::move(group));
  }
  refresh();
}

}  // namespace tocsin::engine
