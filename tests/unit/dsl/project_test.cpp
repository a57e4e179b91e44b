#include "dsl/delivery_settings.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/dsl/checked.hpp"
#include "tests/unit/dsl/fake_catalogue.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

namespace fs = std::filesystem;
using Codes = std::vector<std::string>;
using test::TempDir;

std::vector<std::string> paths(const Project& project) {
  std::vector<std::string> all;
  for (std::uint32_t i = 0; i < project.sources.size(); ++i)
    all.push_back(project.sources.file(i).path);
  return all;
}

Codes errors(const Project& project) {
  Codes codes;
  for (const auto& d : project.diagnostics.all())
    if (d.level == Level::error) codes.push_back(d.code);
  return codes;
}

const std::string kRules = "tocsin 1\nmodel m {\n time at\n}\n";

}  // namespace

TEST_CASE("load_project() reads the rule files of a folder in order", "[dsl][project]") {
  const TempDir dir;
  dir.write("b.tocsin", "tocsin 1\n");
  dir.write("a.tocsin", kRules);
  dir.write("deep/c.tocsin", "tocsin 1\n");
  dir.write(".hidden/d.tocsin", "nonsense");
  dir.write("notes.txt", "nonsense");
  const auto project = load_project({dir.path()}, fake_catalogue(), {});
  REQUIRE(project);
  CHECK(paths(*project) == Codes{"a.tocsin", "b.tocsin", "deep/c.tocsin"});
  REQUIRE(project->plan);
  CHECK(fs::path(project->plan->root) == fs::canonical(dir.path()));
}

TEST_CASE("a file is read once, whatever names it", "[dsl][project]") {
  const TempDir dir;
  dir.write("a.tocsin", kRules);
  const auto project = load_project({dir / "a.tocsin", dir.path(), dir.path() / "." / "a.tocsin"},
                                    fake_catalogue(), {});
  REQUIRE(project);
  CHECK(paths(*project) == Codes{"a.tocsin"});
}

TEST_CASE("the root is where tocsin.toml is", "[dsl][project]") {
  const TempDir dir;
  dir.write("tocsin.toml", "");
  dir.write("team/rules/a.tocsin", kRules);
  const auto project = load_project({dir / "team/rules"}, fake_catalogue(), {});
  REQUIRE(project);
  REQUIRE(project->plan);
  CHECK(fs::path(project->plan->root) == fs::canonical(dir.path()));
  CHECK(paths(*project) == Codes{"team/rules/a.tocsin"});
  CHECK(project->plan->models[0].package == "team/rules");
}

TEST_CASE("the fallback of a project is one of its channels", "[dsl][project]") {
  const TempDir dir;
  dir.write("a.tocsin", kRules + "channel team: console {}\n");
  dir.write("tocsin.toml", "[delivery]\nfallback = \"team\"\nfallback_after = \"1h\"\n");
  const auto sound = load_project({dir.path()}, fake_catalogue(), {});
  REQUIRE(sound);
  CHECK(errors(*sound).empty());
  const auto settings = delivery_settings(sound->root);
  REQUIRE(settings);
  CHECK(settings->fallback == "team");
  CHECK(settings->fallback_after == Duration(1h));
  CHECK(sound->plan);
  CHECK(paths(*sound) == Codes{"a.tocsin"});

  dir.write("tocsin.toml", "[delivery]\nfallback = \"taem\"\n");
  const auto wrong = load_project({dir.path()}, fake_catalogue(), {});
  REQUIRE(wrong);
  CHECK(errors(*wrong) == Codes{"T0018"});
  CHECK_FALSE(wrong->plan);
  const auto& said = wrong->diagnostics.all().back();
  CHECK(said.message == "no channel named `taem`; known: team");
  CHECK(wrong->sources.file(said.span.file).path == "tocsin.toml");
  CHECK(wrong->sources.text(said.span) == "\"taem\"");
  REQUIRE(said.fix);
  CHECK(said.fix->edits.at(0).text == "\"team\"");
}

TEST_CASE("folders beside each other are packages of one project", "[dsl][project]") {
  const TempDir dir;
  dir.write("one/a.tocsin", kRules);
  dir.write("two/a.tocsin", kRules);
  const auto project = load_project({dir / "one", dir / "two"}, fake_catalogue(), {});
  REQUIRE(project);
  CHECK(errors(*project).empty());
  REQUIRE(project->plan);
  CHECK(project->plan->models.size() == 2);
}

TEST_CASE("what cannot be read is an error that names it", "[dsl][project]") {
  const TempDir dir;
  const auto absent = load_project({dir / "absent"}, fake_catalogue(), {});
  REQUIRE_FALSE(absent);
  CHECK(absent.error().message.find("absent") != std::string::npos);
  const auto empty = load_project({dir.path()}, fake_catalogue(), {});
  REQUIRE_FALSE(empty);
  CHECK(empty.error().message.find("no `.tocsin` file") != std::string::npos);
}

TEST_CASE("a link that leads nowhere matters only where it is a rule file", "[dsl][project]") {
  const TempDir dir;
  dir.write("a.tocsin", kRules);
  fs::create_symlink("notes.txt", dir / "notes.txt");  // onto itself
  CHECK(load_project({dir.path()}, fake_catalogue(), {}).has_value());
  fs::create_symlink("b.tocsin", dir / "b.tocsin");
  fs::create_symlink("gone.tocsin", dir / "c.tocsin");
  dir.write("d.tocsin", "tocsin 1\nwatch lost {\n}\nlet x = 1 == 2\n");
  const auto looped = load_project({dir.path()}, fake_catalogue(), {});
  REQUIRE(looped);
  CHECK(paths(*looped) == Codes{"a.tocsin", "b.tocsin", "c.tocsin", "d.tocsin"});
  // The model `lost` may stand in one of the two; what does not depend on them is told.
  CHECK(errors(*looped) == Codes{"T0019", "T0019", "T0007"});
  CHECK_FALSE(looped->plan);
  const auto& all = looped->diagnostics.all();
  CHECK(looped->sources.file(all[0].span.file).path == "b.tocsin");
  CHECK(all[0].message == "the file cannot be read: Too many levels of symbolic links");
  CHECK(all[1].message == "the file cannot be read: No such file or directory");
}

TEST_CASE("a file that is a link onto itself is told with the reason", "[dsl][project]") {
  const TempDir dir;
  fs::create_symlink("b.tocsin", dir / "b.tocsin");
  const auto looped = load_project({dir / "b.tocsin"}, fake_catalogue(), {});
  REQUIRE_FALSE(looped);
  CHECK(looped.error().message.find("b.tocsin: Too many levels") != std::string::npos);
}

TEST_CASE("all errors of all files come in one run", "[dsl][project]") {
  const auto rules =
      checked({{"a.tocsin", "model m {\n  time at\n  filed x: int\n  field y: int\n}\n"},
               {"b.tocsin",
                "watch m {\n  fear f {\n    measure mean(x) over 1h\n    warn when > 5\n"
                "    by z\n  }\n}\n"},
               {"c.tocsin", "channel c: pigeon {}\nroute warn to c\n"}});
  INFO(rules.text());
  CHECK(rules.errors() == Codes{"T0002", "T3116", "T5104"});  // x may have been declared: silent
}

TEST_CASE("of each file fewer than a thousand errors and warnings are told", "[dsl][project]") {
  std::string twice, unused;
  for (int i = 0; i < 3000; ++i) {
    twice += "let x = 1\n";
    unused += "let y" + std::to_string(i) + " = 1\n";
  }
  const auto rules = checked({{"one.tocsin", twice}, {"two/b.tocsin", unused}});
  CHECK(rules.errors() == Codes(999, "T1101"));
  CHECK(rules.lints().size() == 999 + 1);  // `x` is not used either
  Codes notes;
  for (const auto& d : rules.diagnostics.all())
    if (d.level == Level::note) notes.push_back(d.message);
  CHECK(notes ==
        Codes{kTooMany, "expected fewer than 1000 warnings in a file; the rest is not told"});
}

TEST_CASE("a broken declaration is not called missing", "[dsl][project]") {
  const auto rules = checked(
      {{"a.tocsin",
        "model m {\n  time at\n  field y: int\n}\n"
        "channel c = console {}\nroute warn to c\n"
        "watch m {\n  quality q {\n    measure mean(y) over 1h\n    warn when > 5\n  }\n}\n"}});
  INFO(rules.text());
  CHECK(rules.errors() == Codes{"T0001"});
}

TEST_CASE("the content of a plan is that of its files", "[dsl][project]") {
  const auto content = [](const std::string& text) {
    return checked("model m {\n time at\n}\n" + text).plan->content;
  };
  CHECK(content("") == content(""));
  CHECK(content("") != content("# a remark\n"));
}

}  // namespace tocsin::dsl
