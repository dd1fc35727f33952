// SPDX-License-Identifier: GPL-2.0-only
// The features of each scheme, and those that a CPU may choose itself.
#include "catch.hpp"

#include "model/scenario/scenario.hpp"
#include "model/scenario/schemes.hpp"
#include "scratch_folder.hpp"

using namespace walkcheck;
using namespace walkcheck::scenario;

namespace {

// The features that are on.
std::string features(const std::string& scheme) {
  std::string on;
  for (const auto& [name, value] : scheme_defines(scheme))
    if (value == "1") on += name.substr(std::string("WALKCHECK").size());
  return on;
}

Cpu read_cpu(const std::string& define) {
  const ScratchFolder folder;
  folder.write("spec.c", "");
  folder.write("s.toml", "[machine]\nscheme = 'T2'\n[[cpu]]\nname = 'one'\nrun = 'spec.c'\n"
                         "define = { " +
                             define + " }\n");
  return read_scenario(folder.path() / "s.toml", {folder.path(), {}}).cpus.at(0);
}

} // namespace

TEST_CASE("each scheme is a set of features") {
  CHECK(scheme_names() == std::vector<std::string>{"T1", "T2", "T3", "T4", "T7"});
  CHECK(features("T1") == "_FLUSH_IPI");
  CHECK(features("T2") == "_BATCH_PAGE_MAY_FAIL_RCU_TABLE_FREE");
  CHECK(features("T3").empty());
  CHECK(features("T4") == "_RCU_TABLE_FREE");
  CHECK(features("T7") == "_BATCH_PAGE_FAILS_RCU_TABLE_FREE");
}

TEST_CASE("a CPU may say how it flushes, and no other feature of the scheme") {
  CHECK(read_cpu("").source.defines.at("WALKCHECK_FLUSH_IPI") == "0");
  CHECK(read_cpu("WALKCHECK_FLUSH_IPI = 1").source.defines.at("WALKCHECK_FLUSH_IPI") == "1");
  CHECK_THROWS_AS(read_cpu("WALKCHECK_RCU_TABLE_FREE = 0"), InputError);
}
