#include "evaluators/letter_case.hpp"

#include "evaluators/utf8.hpp"

namespace tocsin::evaluators {
namespace {

bool within(unsigned c, unsigned first, unsigned last) { return first <= c && c <= last; }

// Blocks in which each capital stands right before its small letter.
bool is_paired_capital(unsigned c) {
  const bool on_even = within(c, 0x100, 0x12F) || within(c, 0x132, 0x137) ||
                       within(c, 0x14A, 0x177) || within(c, 0x460, 0x481) ||
                       within(c, 0x48A, 0x4BF) || within(c, 0x4D0, 0x52F);
  const bool on_odd = within(c, 0x139, 0x148) || within(c, 0x179, 0x17E) || within(c, 0x4C1, 0x4CE);
  return (on_even && c % 2 == 0) || (on_odd && c % 2 == 1);
}

// Of code points U+0080 to U+07FF, which have two bytes.
unsigned lower_letter(unsigned c) {
  if ((within(c, 0xC0, 0xDE) && c != 0xD7)) return c + 0x20;
  if (c == 0x178) return 0xFF;
  if (within(c, 0x391, 0x3AB) && c != 0x3A2) return c + 0x20;
  if (c == 0x386) return 0x3AC;
  if (within(c, 0x388, 0x38A)) return c + 0x25;
  if (c == 0x38C) return 0x3CC;
  if (within(c, 0x38E, 0x38F)) return c + 0x3F;
  if (within(c, 0x400, 0x40F)) return c + 0x50;
  if (within(c, 0x410, 0x42F)) return c + 0x20;
  return is_paired_capital(c) ? c + 1 : c;
}

void append_lower(std::string& out, std::string_view letter) {
  if (letter.size() == 1) {
    const char c = letter.front();
    out += ('A' <= c && c <= 'Z') ? static_cast<char>(c + ('a' - 'A')) : c;
  } else if (letter.size() == 2) {
    const unsigned lead = static_cast<unsigned char>(letter[0]) & 0x1Fu;
    const unsigned c = lower_letter(lead << 6 | (static_cast<unsigned char>(letter[1]) & 0x3Fu));
    out += static_cast<char>(0xC0u | c >> 6);
    out += static_cast<char>(0x80u | (c & 0x3Fu));
  } else {
    out += letter;
  }
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = first_length(text);
    append_lower(out, text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace tocsin::evaluators
