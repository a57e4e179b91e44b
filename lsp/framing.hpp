// Cuts the messages of the language server protocol out of a stream of bytes: a line
// `Content-Length: N`, an empty line, N bytes. What is no such message is told once, and reading
// goes on with the next one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::lsp {

inline constexpr std::size_t kMaxMessage = std::size_t{64} << 20;  // bytes of a message
inline constexpr std::size_t kMaxHeader = std::size_t{4} << 10;    // bytes of a header line

struct Frame {
  std::string text;  // the message or, when `broken`, what is wrong with the stream
  bool broken = false;
};

class Framing {
 public:
  void feed(std::string_view bytes) { unread_ += bytes; }
  // Nothing until more bytes are here.
  std::optional<Frame> next();

 private:
  bool find_header();
  std::optional<Frame> read_header();
  std::optional<std::string> fault_of(std::string_view line);
  std::optional<Frame> lose(std::string why);
  void drop(std::size_t count) { unread_.erase(0, count); }

  std::string unread_;
  std::optional<std::size_t> length_;  // as the header says
  bool in_header_ = false;             // a line of it was read
  bool in_body_ = false;
  bool lost_ = false;  // behind a fault: what comes before the next header is passed over
};

// A message with its header.
std::string framed(std::string_view message);

}  // namespace tocsin::lsp
