#include "notifiers/closing.hpp"

#include <utility>

namespace tocsin::notifiers {
namespace {

Message end_of(const Message& message, const std::string& thread) {
  Message end = message;
  end.kind = Message::Kind::end;
  end.thread = thread;
  end.closes.clear();
  return end;
}

class Closing : public Notifier {
 public:
  explicit Closing(std::unique_ptr<Notifier> notifier) : notifier_(std::move(notifier)) {}

  Result<Receipt> send_to(const Message& message,
                          const std::vector<std::string>& threads) const override {
    Receipt sent;
    if (threads.empty()) {
      auto receipt = notifier_->send(message);
      if (!receipt || receipt->delivery != Delivery::delivered) return receipt;
      sent = std::move(*receipt);
    }
    const auto& left = threads.empty() ? message.closes : threads;
    for (auto at = left.begin(); at != left.end(); ++at) {
      auto receipt = notifier_->send(end_of(message, *at));
      if (!receipt)
        receipt = Receipt{.delivery = Delivery::retry, .detail = receipt.error().message};
      if (receipt->delivery != Delivery::retry) continue;
      receipt->taken_by_some = true;
      receipt->owed.assign(at, left.end());
      return receipt;
    }
    return sent;
  }
  std::string preview(const Message& message) const override { return notifier_->preview(message); }
  Duration spacing() const override { return notifier_->spacing(); }
  std::size_t at_once() const override { return notifier_->at_once(); }
  bool keeps_alerts() const override { return notifier_->keeps_alerts(); }

 private:
  std::unique_ptr<Notifier> notifier_;
};

}  // namespace

std::unique_ptr<Notifier> closing_threads(std::unique_ptr<Notifier> notifier) {
  return std::make_unique<Closing>(std::move(notifier));
}

}  // namespace tocsin::notifiers
