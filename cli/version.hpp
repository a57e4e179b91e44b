#pragma once

namespace tocsin::cli {

inline constexpr const char* kVersion = "0.1.0";

}  // namespace tocsin::cli
