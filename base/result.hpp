// A value, or an error of the world that a person can act on.
#pragma once

#include <fmt/format.h>
#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace tocsin {

enum class Retry { no, later };

// What went wrong, in words that name the place, what was found and what would have worked.
struct Error {
  std::string message;
  Retry retry = Retry::no;

  // The same error as seen from one level up: "webhook https://x: HTTP 503".
  template <typename... Args>
  Error within(fmt::format_string<Args...> place, Args&&... args) && {
    message = fmt::format(place, std::forward<Args>(args)...) + ": " + message;
    return std::move(*this);
  }
};

template <typename T>
using Result = tl::expected<T, Error>;

// `return fail("{}:{}: ...", file, line);`
template <typename... Args>
tl::unexpected<Error> fail(fmt::format_string<Args...> text, Args&&... args) {
  return tl::unexpected(Error{fmt::format(text, std::forward<Args>(args)...), Retry::no});
}

// The same for trouble that may pass by itself.
template <typename... Args>
tl::unexpected<Error> fail_for_now(fmt::format_string<Args...> text, Args&&... args) {
  return tl::unexpected(Error{fmt::format(text, std::forward<Args>(args)...), Retry::later});
}

// Thrown when the program cannot start at all; caught once, in main.
struct StartupError {
  std::string message;
};

}  // namespace tocsin
