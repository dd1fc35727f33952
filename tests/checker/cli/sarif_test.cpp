// SPDX-License-Identifier: GPL-2.0-only
// Checks `show --as sarif` against the schema of SARIF 2.1.0, with the library
// python3-sarif-python-om. Its values are tested in tests/checker/report. The test is skipped, and
// says so, if the library is not installed.
#include "catch.hpp"
#include "fixtures.hpp"
#include "program.hpp"

#include <cstdlib>

namespace {

const std::string kCheck =
    "/usr/bin/python3 '" WALKCHECK_SOURCE_DIR "/tests/checker/report/sarif_properties.py'";

bool is_installed() {
  return std::system("/usr/bin/python3 -c 'import attr, sarif_om' 2>/dev/null") == 0;
}

bool is_sarif(const ScratchFolder& folder, const std::string& text) {
  folder.write("log.sarif", text);
  const std::string file = (folder.path() / "log.sarif").string();
  return std::system((kCheck + " < '" + file + "' > /dev/null 2>&1").c_str()) == 0;
}

} // namespace

TEST_CASE("SARIF has the properties that its schema has, and those that it requires") {
  if (!is_installed()) {
    WARN("SKIPPED, as python3-sarif-python-om is not installed");
    return;
  }
  const ScratchFolder folder;
  write_violated(folder, "two.toml");
  folder.write("stuck.c", "spinlock_t a, b;\n"
                          "void ab(void) { spin_lock(&a); spin_lock(&b); }\n"
                          "void ba(void) { spin_lock(&b); spin_lock(&a); }\n");
  folder.write("stuck.toml", cpu("one", "stuck.c", "ab") + cpu("two", "stuck.c", "ba"));
  const std::string examples = WALKCHECK_SOURCE_DIR "/examples/";
  REQUIRE(run_walkcheck(folder, {"verify", "two.toml", "stuck.toml",
                                 examples + "03_merged_walk_irqs_on_T1.toml",
                                 examples + "81_old_walk_any_word.toml"})
              .code == 10);
  for (const std::string trace :
       {"two", "stuck", "03_merged_walk_irqs_on_T1", "81_old_walk_any_word"}) {
    const std::string sarif =
        run_walkcheck(folder, {"show", "--as", "sarif", trace + ".trace.json"}).out;
    INFO(trace << '\n' << sarif);
    CHECK(is_sarif(folder, sarif));
    // The check itself can fail: for a property with a wrong name, and for a missing one.
    std::string other = sarif;
    other.replace(other.find("\"driver\""), 8, "\"drivel\"");
    CHECK_FALSE(is_sarif(folder, other));
    std::string less = sarif;
    less.replace(less.find("\"name\""), 6, "\"guid\"");
    CHECK_FALSE(is_sarif(folder, less));
  }
}
