#include "cli/completion_scripts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tocsin::cli {
namespace {

// "tocsin incidents list": how the scripts call where they are.
std::string place(const std::vector<std::string>& path) {
  return path.empty() ? "tocsin" : fmt::format("tocsin {}", fmt::join(path, " "));
}

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char ch : text) out += ch == '\'' ? std::string("'\\''") : std::string(1, ch);
  return out + "'";
}

// The first sentence or so: shells show one line.
std::string_view short_text(std::string_view summary) {
  const auto line = summary.substr(0, summary.find('\n'));
  return line.substr(0, std::min({line.find(';'), line.find(". "), line.size()}));
}

const CommandFacts* child(const std::vector<CommandFacts>& all, const CommandFacts& parent,
                          const std::string& name) {
  auto path = parent.path;
  path.push_back(name);
  const auto found = std::ranges::find(all, path, &CommandFacts::path);
  return found == all.end() ? nullptr : &*found;
}

// `case` arms that go one command deeper, in bash and zsh alike.
std::string descents(const std::vector<CommandFacts>& commands) {
  std::string arms;
  for (const auto& command : commands)
    for (const auto& name : command.subcommands)
      arms += fmt::format("      \"{0} {1}\") at=\"{0} {1}\" ;;\n", place(command.path), name);
  return arms;
}

// The patterns under which an option stands behind its command: `"tocsin check --format"`.
std::string patterns(const CommandFacts& command, const OptionFacts& option) {
  std::vector<std::string> all;
  for (const auto& name : option.names)
    all.push_back(fmt::format("\"{} {}\"", place(command.path), name));
  return fmt::format("{}", fmt::join(all, " | "));
}

std::vector<std::string> words_of(const CommandFacts& command) {
  auto words = command.subcommands;
  words.insert(words.end(), command.words.begin(), command.words.end());
  return words;
}

std::string bash_values(const CommandFacts& command, const OptionFacts& option) {
  return option.values.empty()
             ? fmt::format("    {}) return ;;\n", patterns(command, option))
             : fmt::format("    {}) offered=\"{}\" ;;\n", patterns(command, option),
                           fmt::join(option.values, " "));
}

std::string bash_words(const CommandFacts& command) {
  std::vector<std::string> options;
  for (const auto& option : command.options)
    options.insert(options.end(), option.names.begin(), option.names.end());
  return fmt::format("      \"{}\") options=\"{}\" words=\"{}\" ;;\n", place(command.path),
                     fmt::join(options, " "), fmt::join(words_of(command), " "));
}

std::string zsh_entry(std::string_view word, std::string_view summary) {
  return ' ' + in_quotes(fmt::format("{}:{}", word, short_text(summary)));
}

std::string zsh_words(const std::vector<CommandFacts>& commands, const CommandFacts& command) {
  std::string options, words;
  for (const auto& option : command.options)
    for (const auto& name : option.names) options += zsh_entry(name, option.summary);
  for (const auto& name : command.subcommands)
    words += zsh_entry(name, child(commands, command, name)->summary);
  for (const auto& word : command.words) words += ' ' + in_quotes(word);
  return fmt::format("    \"{}\") options=({}) entries=({}) ;;\n", place(command.path), options,
                     words);
}

// "Seen all words of the path and none below it", as fish asks it.
std::string fish_condition(const CommandFacts& command) {
  std::string condition;
  for (const auto& word : command.path)
    condition += fmt::format("__fish_seen_subcommand_from {}; and ", word);
  if (command.subcommands.empty()) return condition + "true";
  return fmt::format("{}not __fish_seen_subcommand_from {}", condition,
                     fmt::join(command.subcommands, " "));
}

std::string fish_option(const OptionFacts& option) {
  std::string flags;
  for (const auto& name : option.names)
    flags += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.values.empty())
    flags += fmt::format(" -x -a '{}'", fmt::join(option.values, " "));
  else if (option.takes_value)
    flags += " -r";
  return flags + " -d " + in_quotes(short_text(option.summary));
}

}  // namespace

std::string bash_completion(const std::vector<CommandFacts>& commands) {
  std::string values, words;
  for (const auto& command : commands) {
    for (const auto& option : command.options)
      if (option.takes_value) values += bash_values(command, option);
    words += bash_words(command);
  }
  return fmt::format(R"(# bash completion for tocsin: source <(tocsin completion bash)
_tocsin() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
  local at=tocsin offered="" options="" words="" i
  COMPREPLY=()
  # bash cuts `--format=json` into three words.
  if [[ $word == "=" ]]; then
    word=""
  elif [[ $before == "=" ]]; then
    before=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at ${{COMP_WORDS[i]}}" in
{}    esac
  done
  case "$at $before" in
{}  esac
  if [[ -z $offered ]]; then
    case "$at" in
{}    esac
    if [[ $word == -* ]]; then offered=$options; else offered=$words; fi
  fi
  COMPREPLY=($(compgen -W "$offered" -- "$word"))
}}
complete -o default -F _tocsin tocsin
)",
                     descents(commands), values, words);
}

std::string zsh_completion(const std::vector<CommandFacts>& commands) {
  std::string values, words;
  for (const auto& command : commands) {
    for (const auto& option : command.options) {
      if (!option.takes_value) continue;
      values += fmt::format("    {}) {}; return ;;\n", patterns(command, option),
                            option.values.empty()
                                ? "_files"
                                : fmt::format("compadd -- {}", fmt::join(option.values, " ")));
    }
    words += zsh_words(commands, command);
  }
  return fmt::format(R"(#compdef tocsin
# zsh completion for tocsin: source <(tocsin completion zsh), or as _tocsin in a folder of $fpath
_tocsin() {{
  local at=tocsin i
  local -a options entries
  for ((i = 2; i < CURRENT; i++)); do
    case "$at ${{words[i]}}" in
{}    esac
  done
  case "$at ${{words[CURRENT - 1]}}" in
{}  esac
  case "$at" in
{}  esac
  if [[ $PREFIX == -* ]]; then
    _describe option options
  elif ((${{#entries}})); then
    _describe command entries
  else
    _files
  fi
}}
if [[ $funcstack[1] == _tocsin ]]; then _tocsin "$@"; else compdef _tocsin tocsin; fi
)",
                     descents(commands), values, words);
}

std::string fish_completion(const std::vector<CommandFacts>& commands) {
  std::string out = "# fish completion for tocsin: tocsin completion fish | source\n";
  for (const auto& command : commands) {
    const auto head = fmt::format("complete -c tocsin -n {}", in_quotes(fish_condition(command)));
    for (const auto& name : command.subcommands)
      out += fmt::format("{} -f -a {} -d {}\n", head, name,
                         in_quotes(short_text(child(commands, command, name)->summary)));
    for (const auto& word : command.words) out += fmt::format("{} -f -a {}\n", head, word);
    for (const auto& option : command.options) out += head + fish_option(option) + "\n";
  }
  return out;
}

}  // namespace tocsin::cli
