// SPDX-License-Identifier: GPL-2.0-only
// Input classes against the inputs that they stand for. The inputs have only a few free bits, so
// that each value can be verified by itself, as a fixed value, without any class or term. Each has
// to be in exactly one class, and has to have the same result as its class.
#include "catch.hpp"
#include "sanitized.hpp"

#include "compared_classes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

using namespace walkcheck;
using namespace walkcheck::test;
using verdict::ClassResult;
using verdict::Result;

namespace {

// One bit of each index.
constexpr std::uint64_t kFree = 1ULL << 39 | 1ULL << 30 | 1ULL << 21 | 1ULL << 12;
constexpr std::uint64_t kRest = 0x7e0000000000;

std::string walk_and_munmap(const std::string& walker, const std::string& scheme,
                            const std::string& reads = "source") {
  return fmt::format(R"([machine]
scheme = '{}'
reads  = '{}'
[memory]
map = [ {{ at = 'mapped', level = '4K' }} ]
[[cpu]]
name = 'vCPU'
run  = 'walkers/{}.c'
args = {{ address = 'walked' }}
[[cpu]]
name = 'munmap'
run  = 'mutators/munmap.c'
args = {{ start = 'mapped', length = '4K' }}
[properties]
check = [ 'level_when_mapped' ]
)",
                     scheme, reads, walker);
}

} // namespace

TEST_CASE("each pair of addresses is in one class and comes to what its class does") {
  const std::vector<Reduced> inputs{{"mapped", "page", kFree & ~(1ULL << 12), kRest},
                                    {"walked", "page", kFree, kRest}};
  SECTION("W3, T1") {
    const Compared compared =
        compare_with_each_input(inputs, walk_and_munmap("host_pfn_mapping_level", "T1"));
    CHECK(compared.result.verdict == verdict::Verdict::Holds);
    // All indices are equal, or one of them is the first to differ.
    CHECK(compared.result.classes->size() == 5);
    // Whether two entries of a table are the same one or different ones.
    CHECK(
        compared.notices([](const std::string& words) { return words.find(" = ") != words.npos; }));
    CHECK(compared.notices([](const std::string& words) {
      return words.find("_index") != words.npos && words.find(" != ") != words.npos;
    }));
  }
  if (kSanitized) return;
  SECTION("W2, T3") {
    const Compared compared =
        compare_with_each_input(inputs, walk_and_munmap("kvm_lookup_address_level_in_mm", "T3"));
    CHECK(compared.result.verdict == verdict::Verdict::Violated);
  }
  SECTION("W1 with merged reads, T1") {
    compare_with_each_input(inputs, walk_and_munmap("lookup_address_in_mm", "T1", "merged"));
  }
  SECTION("W1, T4") {
    compare_with_each_input(inputs, walk_and_munmap("lookup_address_in_mm", "T4"));
  }
}

TEST_CASE("two mapped addresses, which may contradict each other") {
  const std::vector<Reduced> inputs{{"a", "page", 1ULL << 21 | 1ULL << 12, kRest},
                                    {"b", "page", 1ULL << 30 | 1ULL << 21, kRest}};
  const Compared compared = compare_with_each_input(inputs, R"([memory]
map = [ { at = 'a', level = '4K' }, { at = 'b', level = '2M' } ]
[[cpu]]
name = 'vCPU'
run  = 'walkers/host_pfn_mapping_level.c'
args = { address = 'b' }
)");
  CHECK(std::ranges::any_of(*compared.result.classes,
                            [](const ClassResult& each) { return !each.no_memory.empty(); }));
}

TEST_CASE("each entry word is in one class and comes to what its class does") {
  // The bits that decide, one bit that does not, and frames that are tables or not.
  const std::uint64_t free = 0x1 | 0x20 | 0x80 | 0x100 | 0x400 | 1ULL << 12 | 1ULL << 24;
  const std::string walker = GENERATE(as<std::string>{}, "lookup_address_in_mm",
                                      "host_pfn_mapping_level", "kvm_lookup_address_level_in_mm");
  if (kSanitized && walker != "lookup_address_in_mm") return;
  const Compared compared =
      compare_with_each_input({{"word", "word", free, 0}}, fmt::format(R"([memory]
map = [ {{ at = 0x7f0000200000, level = '2M', word = 'word' }} ]
[[cpu]]
name = 'vCPU'
run  = 'walkers/{}.c'
args = {{ address = 0x7f0000200000 }}
[properties]
check = [ 'level_was_true' ]
)",
                                                                       walker));
  // The posted walk reads the PTE, and goes astray if the word does not point to a table. But of
  // the three walks only the old one reports a level for a word that maps nothing.
  const bool over_reports =
      std::ranges::any_of(*compared.result.classes, [](const ClassResult& each) {
        return each.violated == "level_was_true";
      });
  CHECK(over_reports == (walker == "lookup_address_in_mm"));
  if (!over_reports) return;
  // A branch, and the class to which a word was decoded.
  CHECK(
      compared.notices([](const std::string& words) { return words.find("0x181") != words.npos; }));
  CHECK(compared.notices(
      [](const std::string& words) { return words.find("0xffffffffffffff9f") != words.npos; }));
}

TEST_CASE("each range and each address is in one class and comes to what its class does") {
  const std::uint64_t free = 1ULL << 21 | 1ULL << 12;
  const std::string level = GENERATE(as<std::string>{}, "4K", "2M");
  if (kSanitized && level != "4K") return;
  const Compared compared = compare_with_each_input({{"end", "page", free, kRest},
                                                     {"start", "page", free, kRest},
                                                     {"walked", "page", free, kRest}},
                                                    fmt::format(R"([machine]
scheme = 'T1'
[memory]
map = [ {{ at = 'walked', level = '{}' }} ]
[[cpu]]
name = 'vCPU'
run  = 'walkers/host_pfn_mapping_level.c'
args = {{ address = 'walked' }}
[[cpu]]
name = 'munmap'
run  = 'mutators/munmap_range.c'
args = {{ start = 'start', end = 'end', floor = 'start', ceiling = 'end', first = 'walked', last = 'walked' }}
define = {{ PAGES = 1 }}
)",
                                                                level));
  CHECK(compared.result.verdict == verdict::Verdict::Holds);
  // Whether the address is in the range.
  CHECK(compared.notices([](const std::string& words) { return words.find("end") != words.npos; }));
}

TEST_CASE("each alignment and each range is in one class and comes to what its class does") {
  const std::string given =
      GENERATE(as<std::string>{}, "", "define = { RETRY_BY_GFN = 1 }", "drop = [ 'lpage_info' ]");
  if (kSanitized) return;
  const Compared compared =
      compare_with_each_input({{"end", "page", 1ULL << 21, kRest | 1ULL << 12},
                               {"gfn", "number", 0x201, 0x1000},
                               {"hva", "page", 1ULL << 21 | 1ULL << 12, kRest},
                               {"start", "page", 1ULL << 12, kRest}},
                              fmt::format(R"([variables]
the_memslot = {{ base_gfn = 'gfn', userspace_addr = {:#x} }}
[memory]
map = [ {{ at = 'hva', level = '2M' }} ]
[[cpu]]
name = 'vCPU'
run  = 'kvm/fault_any_slot.c'
args = {{ address = 'hva' }}
{}
[[cpu]]
name   = 'munmap'
run    = 'mutators/munmap_range.c'
args   = {{ start = 'start', end = 'end', floor = 'start', ceiling = 'end', first = 'hva', last = 'hva' }}
define = {{ PAGES = 1, TDP_ONE_LEAF = 1 }}
[properties]
check = [ 'leaf_is_the_hosts', 'no_freed_table' ]
)",
                                          kRest, given));
  CHECK((compared.result.verdict == verdict::Verdict::Violated) == !given.empty());
}

// munmap_range.c says so: to a CPU that looks up the address, it does the same as munmap().
TEST_CASE("munmap of a range as one address sees it comes to what all of munmap does") {
  constexpr std::uint64_t kAddress = 0x7f0000201000;
  const auto text = [&](int depth, const std::string& scheme, const std::string& level,
                        const std::string& walker, const std::string& munmap) {
    return fmt::format(R"([machine]
scheme = '{}'
paging = {}
[bounds]
loop = 600
[memory]
map = [ {{ at = {:#x}, level = '{}' }} ]
[[cpu]]
name = 'vCPU'
run  = 'walkers/{}.c'
args = {{ address = {:#x} }}
[[cpu]]
name = 'munmap'
{}
[properties]
check = [ 'level_when_mapped' ]
)",
                       scheme, depth, kAddress, level, walker, kAddress, munmap);
  };
  struct Case {
    std::uint64_t start, length;
    std::string level;
    int paging;
    std::string scheme, walker;
  };
  const std::string merged = "host_pfn_mapping_level";
  const std::string posted = "kvm_lookup_address_level_in_mm";
  Verifying verifying;
  for (const Case& each : {Case{kAddress, 0x1000, "4K", 4, "T1", merged},
                           Case{kAddress - 0x1000, 0x3000, "4K", 4, "T1", merged},
                           Case{kAddress - 0x1000, 0x3000, "4K", 4, "T3", posted},
                           Case{kAddress + 0x1000, 0x2000, "4K", 4, "T3", merged},
                           Case{kAddress - 0x2000, 0x201000, "4K", 4, "T3", posted},
                           Case{kAddress - 0x1000, 0x3000, "4K", 5, "T1", posted},
                           Case{kAddress - 0x1000, 0x200000, "2M", 4, "T3", merged},
                           Case{kAddress - 0x1000, 0x200000, "2M", 4, "T3", posted}}) {
    CAPTURE(each.start, each.length, each.level, each.paging, each.scheme, each.walker);
    const Result whole = verifying.run(verifying.read(
        text(each.paging, each.scheme, each.level, each.walker,
             fmt::format("run = 'mutators/munmap.c'\nargs = {{ start = {:#x}, length = {:#x} }}",
                         each.start, each.length))));
    const Result seen = verifying.run(verifying.read(
        text(each.paging, each.scheme, each.level, each.walker,
             fmt::format("run = 'mutators/munmap_range.c'\nargs = {{ start = {:#x}, end = {:#x}, "
                         "floor = 0, ceiling = 0, first = {:#x}, last = {:#x} }}",
                         each.start, each.start + each.length, kAddress, kAddress))));
    CHECK(whole.executions > 1);
    CHECK(seen.verdict == whole.verdict);
    CHECK(seen.executions == whole.executions);
    CHECK(first_violated(seen) == first_violated(whole));
  }
}

TEST_CASE("each of several alternatives comes to what it comes to alone") {
  const auto text = [](const std::string& inputs, const std::string& level,
                       const std::string& scheme) {
    return fmt::format(R"([inputs]
walked = {{ kind = 'address' }}
{}
[machine]
scheme = '{}'
[memory]
map = [ {{ at = 'page(walked)', level = '{}' }} ]
[[cpu]]
name = 'vCPU'
run  = 'walkers/host_pfn_mapping_level.c'
args = {{ address = 'walked' }}
[[cpu]]
name = 'munmap'
run  = 'mutators/munmap.c'
args = {{ start = 'page(walked)', length = '4K' }}
)",
                       inputs, scheme, level);
  };
  Verifying verifying;
  const Result result = verifying.run(verifying.read(text("scheme = { one_of = ['T1', 'T3'] }\n"
                                                          "level = { one_of = ['4K', '2M'] }",
                                                          "${level}", "${scheme}")));
  REQUIRE(result.classes_complete);
  std::size_t met = 0;
  for (const std::string level : {"4K", "2M"})
    for (const std::string scheme : {"T1", "T3"}) {
      const Result alone = verifying.run(verifying.read(text("", level, scheme)));
      CAPTURE(level, scheme);
      REQUIRE(alone.classes_complete);
      for (const ClassResult& of : *alone.classes) {
        const ClassResult& in = result.classes->at(met++);
        CHECK(in.words[0] == "level = " + level);
        CHECK(in.words[1] == "scheme = " + scheme);
        CHECK(std::vector(in.words.begin() + 2, in.words.end()) == of.words);
        CHECK(in.executions == of.executions);
        CHECK(in.violated == of.violated);
      }
    }
  CHECK(met == result.classes->size());
  CHECK(result.verdict == verdict::Verdict::Violated);
  REQUIRE(result.counterexample);
  CHECK(result.counterexample->chosen ==
        std::vector<trace::InputChoice>{{"level", "4K"}, {"scheme", "T3"}});
}
