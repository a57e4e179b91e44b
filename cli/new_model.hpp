// A model block from what a sample of its rows looks like: a first text for people to mend.
#pragma once

#include "base/result.hpp"
#include "sources/profile.hpp"

#include <string>
#include <vector>

namespace tocsin::cli {

// Throws StartupError where a model cannot have this name.
void check_name(const std::string& name);

// What the user says; empty where names of columns are to tell.
struct ModelWishes {
  std::string name;
  std::string time, prediction, score, label;
  std::vector<std::string> key;
};

// A whole rule file. Types, sets, ranges and `optional` are such that every value of the sample is
// well-formed; what was seen stands beside each field as a comment. An error when no column can be
// the time, or a wish names no column or one that cannot be that.
Result<std::string> model_text(const sources::Profile& profile, const std::string& file,
                               const ModelWishes& wishes);

}  // namespace tocsin::cli
