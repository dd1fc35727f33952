// SPDX-License-Identifier: GPL-2.0-only
// Folders that are kept: made once, never half, and made anew where they are not what was made.
#include "catch.hpp"

#include "own_tree.hpp"

#include "model/kbuild/cache.hpp"

#include <thread>

namespace walkcheck::test {
namespace {

namespace fs = std::filesystem;

struct Made {
  support::TemporaryDirectory directory;
  fs::path top = directory.path() / "cache";
  fs::path input = directory.path() / "input";
  std::atomic<int> times = 0;

  Made() { support::write_file(input, "first"); }

  fs::path folder(const std::string& key = "key") {
    kbuild::Recipe recipe;
    recipe.kind = "thing";
    recipe.key = key;
    recipe.is_read_whole = [](const std::string& name) { return name == "whole"; };
    recipe.inputs = [&](const fs::path&) { return std::vector{input}; };
    recipe.make = [&](const fs::path& into) {
      ++times;
      support::write_file(into / "whole", "text");
      fs::create_directory(into / "more");
      support::write_file(into / "more/sized", "text of " + key);
    };
    return kbuild::Cache(top).folder(recipe);
  }

  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(top), fs::directory_iterator()));
  }
};

} // namespace

TEST_CASE("a folder is made once for each key", "[cache]") {
  Made made;
  const fs::path folder = made.folder();
  CHECK(support::read_file(folder / "more/sized") == "text of key");
  CHECK(made.folder() == folder);
  CHECK(made.times == 1);
  CHECK(made.folder("another") != folder);
  CHECK(made.times == 2);
  CHECK(made.entries() == 2);
}

TEST_CASE("a folder that was damaged is made anew", "[cache]") {
  Made made;
  const fs::path folder = made.folder();
  const auto damage = [&](const std::function<void()>& action) {
    action();
    const int before = made.times;
    CHECK(made.folder() == folder);
    CHECK(made.times == before + 1);
    CHECK(support::read_file(folder / "whole") == "text");
    CHECK(made.entries() == 1);
  };
  damage([&] { fs::remove(folder / "more/sized"); });
  damage([&] { support::write_file(folder / "more/sized", "cut"); });
  damage([&] { support::write_file(folder / "whole", "test"); });
  damage([&] { fs::remove(folder.parent_path() / "complete"); });
  damage([&] { support::write_file(folder.parent_path() / "files", ""); });
  damage([&] { fs::remove_all(folder); });
  damage([&] { support::write_file(made.input, "second"); });
  damage([&] { fs::remove(made.input); });
  // What is added is no damage: make writes there when it is asked for commands.
  support::write_file(folder / "added", "");
  const int before = made.times;
  made.folder();
  CHECK(made.times == before);
}

TEST_CASE("several at once all have a whole folder", "[cache]") {
  Made made;
  std::vector<std::thread> threads;
  std::atomic<int> whole = 0;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      const fs::path folder = made.folder();
      whole += support::read_file(folder / "more/sized") == "text of key" ? 1 : 0;
    });
  for (std::thread& thread : threads)
    thread.join();
  CHECK(whole == 8);
  CHECK(made.entries() == 1);
}

TEST_CASE("what cannot be written is said with the folder", "[cache]") {
  Made made;
  support::write_file(made.top, "a file, where the folder should be");
  const auto error = error_of([&] { made.folder(); });
  REQUIRE(error);
  CHECK(error->file == made.top.string());
  CHECK(error->remedy.find("MB") != std::string::npos);
}

TEST_CASE("what fails on the way leaves nothing behind", "[cache]") {
  const support::TemporaryDirectory directory;
  kbuild::Recipe recipe;
  recipe.kind = "thing";
  recipe.make = [](const fs::path&) { throw InputError(Diagnostic{"f", 0, 0, "wrong", ""}); };
  const auto error = error_of([&] { kbuild::Cache(directory.path()).folder(recipe); });
  REQUIRE(error);
  CHECK(error->cause == "wrong");
  CHECK(fs::is_empty(directory.path()));
  recipe.bytes = static_cast<std::uintmax_t>(-1);
  CHECK(error_of([&] {
          kbuild::Cache(directory.path()).folder(recipe);
        })->cause.find("MB are free") != std::string::npos);
}

} // namespace walkcheck::test
