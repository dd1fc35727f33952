// SPDX-License-Identifier: GPL-2.0-only
// A solver with a low limit gives up, while classes are made or while they are proved again. It
// then settles other questions than without the limit, which does not mean that the classes are
// wrong.
#include "small_scenario.hpp"

#include <set>

using namespace walkcheck;
using verdict::Verdict;

TEST_CASE("a solver that gives up on a proof leaves it open, and nothing else") {
  const std::string spec = "long met;\nvoid run(unsigned long a, unsigned long b)\n{\n\tmet = 1;\n"
                           "\tif (a >= 64 || b >= 64)\n\t\treturn;\n"
                           "\tif (a * b == 0x51)\n\t\tmet = 2;\n"
                           "\tif (b * a * a == 0x123)\n\t\tmet = 3;\n"
                           "\tif (a * a + b > 1000)\n\t\tmet = 4;\n}\n";
  const std::string head = "[inputs]\na = { kind = 'number', where = 'a < 64' }\n"
                           "b = { kind = 'number', where = 'b < 64' }\n";
  const std::string arguments = "args = { a = 'a', b = 'b' }\n";
  std::set<Verdict> met;
  for (unsigned limit = 12'000; limit <= 40'000; limit += 2'000) {
    verify::Options options;
    options.check_classes = true;
    options.cover.limit = limit;
    CAPTURE(limit);
    const verdict::Result result = test::run(spec, {"run"}, head, options, arguments);
    CHECK((result.verdict == Verdict::Holds || result.verdict == Verdict::Inconclusive));
    met.insert(result.verdict);
  }
  CHECK(met.size() == 2); // the limits are chosen so that both happen
}
