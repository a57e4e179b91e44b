// For receivers that keep an alert for each thread: a message that ends further threads ends them
// there too.
#pragma once

#include "notifiers/notifier.hpp"

#include <memory>

namespace tocsin::notifiers {

// Sends the message, then one end for each of Message::closes. What is left when one of them cannot
// be sent is owed by the receipt, so that a later attempt sends only that.
std::unique_ptr<Notifier> closing_threads(std::unique_ptr<Notifier> notifier);

}  // namespace tocsin::notifiers
