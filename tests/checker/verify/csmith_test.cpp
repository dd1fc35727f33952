// SPDX-License-Identifier: GPL-2.0-only
// Random C programs by csmith. An assertion that the checksum of their variables is the one that
// gcc's code computes has to hold; an assertion of another number has to be violated.
#include "catch.hpp"

#include "checker/property/built_in.hpp"
#include "checker/verify/verify.hpp"
#include "model/support/process.hpp"
#include "sanitized.hpp"
#include "scratch_folder.hpp"

#include <fmt/format.h>

#include <iostream>
#include <optional>
#include <sstream>
#include <vector>

using namespace walkcheck;
using verdict::Verdict;

namespace {

const std::filesystem::path kSpecs = WALKCHECK_SOURCE_DIR "/specs";
constexpr unsigned kPrograms = kSanitized ? 20 : 300;
// The number of seeds that gives enough programs that end soon. The others are counted and
// reported.
constexpr unsigned kSeeds = kPrograms * 5 / 4;
constexpr unsigned kMostWork = 5000; // calls of a function for arithmetic

const std::vector<std::string> kOptions = {"--no-argc",
                                           "--no-volatiles",
                                           "--packed-struct",
                                           "--bitfields",
                                           "--max-funcs",
                                           "3",
                                           "--max-block-depth",
                                           "2",
                                           "--max-block-size",
                                           "3",
                                           "--max-expr-complexity",
                                           "4",
                                           "--max-struct-fields",
                                           "5",
                                           "--max-union-fields",
                                           "4",
                                           "--max-array-dim",
                                           "2",
                                           "--max-array-len-per-dim",
                                           "4",
                                           "--concise"};

// The parts of csmith's own header that the generated text uses, rewritten: arithmetic that is
// defined for all operands, and a checksum.
std::string arithmetic() {
  std::string text = R"(
typedef signed char int8_t;
typedef unsigned char uint8_t;
typedef short int16_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef long long int64_t;
typedef unsigned long long uint64_t;
static uint64_t the_checksum;
static void add_to_checksum(uint64_t value)
{
	the_checksum = (the_checksum ^ value) * 0x100000001b3ULL;
	the_checksum ^= the_checksum >> 29;
}
#define transparent_crc(value, name, print) add_to_checksum((uint64_t)(value))
#define platform_main_begin() ((void)0)
#define crc32_gentab() ((void)0)
#define platform_main_end(checksum, print) ((void)0)
#define crc32_context 0
#define printf(...) ((void)0)
)";
  for (const unsigned bits : {8, 16, 32, 64})
    for (const bool is_signed : {true, false}) {
      const std::string type = fmt::format("{}int{}_t", is_signed ? "" : "u", bits);
      const std::string sign = is_signed ? "s" : "u";
      const auto binary = [&](const char* name, const std::string& body) {
        text += fmt::format("static {0} safe_{1}_func_{0}_{2}_{2}({0} a, {0} b)\n"
                            "{{\n\tMORE_WORK;\n\t{3}\n}}\n",
                            type, name, sign, body);
      };
      for (const auto& [name, op] : {std::pair("add", '+'), {"sub", '-'}, {"mul", '*'}})
        binary(name, fmt::format("return ({})((uint64_t)a {} (uint64_t)b);", type, op));
      const std::string guard = fmt::format(
          "if (!b{}) return a;",
          is_signed ? fmt::format(" || (b == -1 && a == ({})(1ULL << {}))", type, bits - 1) : "");
      binary("div", guard + " return a / b;");
      binary("mod", guard + " return a % b;");
      text += fmt::format("static {0} safe_unary_minus_func_{0}_{1}({0} a)\n"
                          "{{\n\tMORE_WORK;\n\treturn ({0})(0 - (uint64_t)a);\n}}\n",
                          type, sign);
      for (const bool by_signed : {true, false})
        for (const bool left : {true, false})
          text += fmt::format("static {0} safe_{1}shift_func_{0}_{2}_{3}({0} a, {4} b)\n"
                              "{{\n\tMORE_WORK;\n\treturn {5}b >= {6} ? a : ({0})({7});\n}}\n",
                              type, left ? "l" : "r", sign, by_signed ? "s" : "u",
                              by_signed ? "int" : "unsigned int", by_signed ? "b < 0 || " : "",
                              bits, left ? "(uint64_t)a << b" : "a >> b");
    }
  return text;
}

struct Program {
  unsigned seed;
  std::string text; // without the line that includes csmith's header
  std::optional<std::uint64_t> checksum;
};

std::vector<Program> generate() {
  std::vector<Program> programs;
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    std::vector<std::string> command = {"csmith", "--seed", std::to_string(seed)};
    command.insert(command.end(), kOptions.begin(), kOptions.end());
    const auto made = support::run_process(command);
    if (!made.started) return {};
    const std::string header = "#include \"csmith.h\"";
    const std::size_t at = made.out.find(header);
    if (at == std::string::npos) continue; // csmith gave up
    programs.push_back({seed, made.out.substr(at + header.size()), std::nullopt});
  }
  return programs;
}

// One program for all of them. Each runs in a process of its own, so that one that never ends does
// not stop the others.
void run_natively(std::vector<Program>& programs, const ScratchFolder& folder) {
  std::string names, driver = R"(
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
unsigned long work;
)";
  std::vector<std::string> command = {"gcc", "-O0", "-w", "-fwrapv", "-fno-strict-aliasing",
                                      // csmith gets pointers to packed members wrong: such a
                                      // program ends without a checksum.
                                      "-fsanitize=alignment", "-fno-sanitize-recover=alignment",
                                      "-o", (folder.path() / "native").string()};
  for (const Program& program : programs) {
    const std::string text = fmt::format(
        "extern unsigned long work;\nvoid _exit(int);\n"
        "#define MORE_WORK (++work > {0} ? _exit(1) : (void)0)\n{1}\n#define main main_{2}\n"
        "{3}\nunsigned long long checksum_{2}(void)\n{{\n\tmain_{2}();\n\treturn "
        "the_checksum;\n}}\n",
        kMostWork, arithmetic(), program.seed, program.text);
    command.push_back(folder.write(fmt::format("p{}.c", program.seed), text).string());
    driver += fmt::format("unsigned long long checksum_{}(void);\n", program.seed);
    names += fmt::format("\trun({0}, checksum_{0});\n", program.seed);
  }
  driver += "static void run(int seed, unsigned long long (*checksum)(void))\n{\n"
            "\tif (!fork()) {\n\t\talarm(5);\n\t\tprintf(\"%d %llu\\n\", seed, checksum());\n"
            "\t\tfflush(stdout);\n\t\t_exit(0);\n\t}\n\twait(NULL);\n}\nint main(void)\n{\n" +
            names + "\treturn 0;\n}\n";
  command.push_back(folder.write("driver.c", driver).string());
  const auto compiled = support::run_process(command);
  INFO(compiled.err);
  REQUIRE(compiled.exit_code == 0);
  std::istringstream lines(support::run_process({(folder.path() / "native").string()}).out);
  unsigned seed = 0;
  for (std::uint64_t checksum = 0; lines >> seed >> checksum;)
    for (Program& program : programs)
      if (program.seed == seed) program.checksum = checksum;
}

struct Verdicts {
  verdict::Result of_gccs, of_another;
};

Verdicts judge(const Program& program, const ScratchFolder& folder) {
  scenario::SharedPrograms lowered;
  verify::Options options;
  options.build.specs = kSpecs;
  options.build.programs = &lowered;
  folder.write("spec.c", "#define MORE_WORK ((void)0)\n" + arithmetic() + program.text +
                             "\nvoid entry(unsigned long expected)\n{\n\tmain();\n"
                             "\t__wc_assert(the_checksum == expected, \"it is gcc's\");\n}\n");
  const auto verdict_of = [&](std::uint64_t expected) {
    return verify::verify(
        scenario::read_scenario(
            folder.write("s.toml", fmt::format("[[cpu]]\nname = 'cpu'\nrun = 'spec.c'\n"
                                               "entry = 'entry'\nargs = {{ expected = '{:#x}' }}\n"
                                               "[bounds]\nloop = 1000000\n",
                                               expected)),
            {kSpecs, property::names()}),
        options);
  };
  return {verdict_of(*program.checksum), verdict_of(*program.checksum + 1)};
}

// Only bit-fields that take more than 64 bits together are refused.
bool is_too_wide(const verdict::Result& result) {
  return result.verdict == Verdict::BadInput &&
         std::ranges::all_of(result.diagnostics, [](const Diagnostic& each) {
           return each.cause.ends_with("-bit integer is not supported");
         });
}

// A member of a packed local is at a place that gcc happened to align.
bool is_misaligned(const Program& program, const verdict::Result& result) {
  return result.counterexample && program.text.find("#pragma pack(1)") != std::string::npos &&
         result.counterexample->violation.reason.find("not aligned") != std::string::npos;
}

std::string told(const verdict::Result& result) {
  std::string text;
  for (const Diagnostic& each : result.diagnostics)
    text += to_string(each) + '\n';
  return text;
}

} // namespace

TEST_CASE("programs by csmith give what gcc makes of them") {
  std::vector<Program> programs = generate();
  if (programs.empty()) {
    std::cout << "SKIPPED: the package csmith is not installed\n";
    return;
  }
  const ScratchFolder folder;
  run_natively(programs, folder);
  unsigned compared = 0, without_end = 0, too_wide = 0, misaligned = 0;
  for (const Program& program : programs) {
    if (compared == kPrograms) break;
    if (!program.checksum) {
      ++without_end;
      continue;
    }
    INFO("csmith --seed " << program.seed);
    const Verdicts verdicts = judge(program, folder);
    if (is_too_wide(verdicts.of_gccs)) {
      ++too_wide;
      continue;
    }
    if (is_misaligned(program, verdicts.of_gccs)) {
      ++misaligned;
      continue;
    }
    INFO(told(verdicts.of_gccs));
    CHECK(verdicts.of_gccs.verdict == Verdict::Holds);
    CHECK(verdicts.of_another.verdict == Verdict::Violated);
    ++compared;
  }
  std::cout << fmt::format(
      "csmith: {} programs compared; {} run too long or are undefined, {} have "
      "bit-fields that are refused, {} have misaligned locals\n",
      compared, without_end, too_wide, misaligned);
  CHECK(misaligned <= 2);
  CHECK(compared == kPrograms);
}
