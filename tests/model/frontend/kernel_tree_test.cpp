// SPDX-License-Identifier: GPL-2.0-only
// Trees and slices, on a small tree of our own, as a folder and as a tarball.
#include "catch.hpp"

#include "support.hpp"

#include "model/frontend/lower.hpp"
#include "model/support/process.hpp"
#include "model/support/temporary_directory.hpp"

#include <algorithm>
#include <optional>

namespace walkcheck::test {
namespace {

namespace fs = std::filesystem;

const std::string kWalk = R"(#include <linux/nowhere.h>
#define SHIFT 3
#define WRITE_ONCE(a, b) must_not_replace_the_vocabulary

struct cursor {
	unsigned long *at;
	int level;
};

enum depth { SHALLOW = 2,
	     DEEP = 5 };

static unsigned long helper(unsigned long v);

#ifdef CONFIG_WIDE
unsigned long chosen(unsigned long *p)
{
	return *p << 1;
}
#else
unsigned long chosen(unsigned long *p)
{
	return *p >> 1;
}
#endif

unsigned long
two_lines(unsigned long *p)
{
	struct cursor c = { p, DEEP };

	*c.at += SHIFT;
	return helper(*c.at) + c.level;
}

static unsigned long helper(unsigned long v)
{
	return v + 40;
}

void unusable(struct nowhere *n)
{
	n->x = 1;
}

void calls_unusable(unsigned long *p)
{
	unusable(0);
	WRITE_ONCE(*p, 1);
}

pmd_t pmdp_get(pmd_t *pmdp)
{
	return *pmdp;
}

#ifdef CONFIG_NEVER
void left_out(void)
{
}
#endif
void calls_left_out(void)
{
	left_out();
}
)";

class SmallTree {
public:
  SmallTree() {
    top_ = directory_.path() / "linux-0.1";
    fs::create_directories(top_ / "mm");
    fs::create_directories(top_ / "Documentation");
    for (const char* name : {"Makefile", "Kbuild", "COPYING"})
      support::write_file(top_ / name, "");
    support::write_file(top_ / "mm/walk.c", kWalk);
  }
  fs::path top() const { return top_; }
  fs::path folder() const { return directory_.path(); }
  fs::path tarball(const std::string& name) {
    const fs::path file = directory_.path() / name;
    REQUIRE(support::run_process({"tar", "--create", "--auto-compress", "--file", file.string(),
                                  "--directory", directory_.path().string(), "linux-0.1"})
                .exit_code == 0);
    return file;
  }

private:
  support::TemporaryDirectory directory_;
  fs::path top_;
};

std::optional<Diagnostic> error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.diagnostics().at(0);
  }
  return std::nullopt;
}

program::Program lowered(const SmallTree& tree, const std::vector<std::string>& functions,
                         const std::string& entry, const std::string& spec = "",
                         const std::map<std::string, std::string>& defines = {}) {
  frontend::KernelTree opened(tree.top());
  frontend::Source source;
  source.slices = {{"mm/walk.c", functions}};
  source.entry = entry;
  source.defines = {{"WALKCHECK_PAGING", "4"}};
  source.defines.insert(defines.begin(), defines.end());
  if (!spec.empty()) {
    support::write_file(tree.folder() / "spec.c", spec);
    source.spec = tree.folder() / "spec.c";
    source.shown_as = "walkers/spec.c";
  }
  return frontend::lower(source, {kSpecs, &opened});
}

template <typename Wanted> std::vector<const Wanted*> each_of(const program::Program& program) {
  std::vector<const Wanted*> found;
  for (const program::Function& function : program.functions)
    for (const program::Instruction& instruction : function.body)
      if (const auto* wanted = std::get_if<Wanted>(&instruction.operation)) found.push_back(wanted);
  return found;
}

} // namespace

TEST_CASE("a tree is a directory or a tarball", "[tree]") {
  SmallTree tree;
  for (const fs::path& root : {tree.top(), tree.tarball("a.tar"), tree.tarball("b.tar.gz")}) {
    frontend::KernelTree opened(root);
    opened.prefetch({"mm/walk.c", "Makefile", "mm/nothing.c"});
    CHECK(opened.text("mm/walk.c") == kWalk);
    CHECK(opened.text("Makefile").empty());
    const auto missing = error_of([&] { opened.text("mm/nothing.c"); });
    REQUIRE(missing);
    CHECK(missing->cause == "the kernel tree has no such file");
    const auto outside = error_of([&] { opened.text("../" + tree.folder().string()); });
    CHECK(outside->cause == "not a file of the kernel tree");
    CHECK(error_of([&] { opened.text("/etc/hostname"); }));
  }
  frontend::KernelTree directory(tree.top());
  CHECK(error_of([&] { directory.text("mm/wlk.c"); })->remedy == "did you mean 'walk.c'?");
}

TEST_CASE("names in a tarball are bytes, and nothing ends at a strange one", "[tree]") {
  SmallTree tree;
  support::write_file(tree.top() / "a\xc3\xa4", "");
  support::write_file(tree.top() / "b\xff", "");
  const fs::path file = tree.folder() / "pax.tar";
  REQUIRE(support::run_process({"tar", "--create", "--format=pax", "--sort=name", "--file",
                                file.string(), "--directory", tree.folder().string(), "linux-0.1"})
              .exit_code == 0);
  frontend::KernelTree opened(file);
  CHECK(opened.text("mm/walk.c") == kWalk);
}

TEST_CASE("a tarball that is cut short is said to be so", "[tree]") {
  SmallTree tree;
  support::write_file(tree.top() / "mm/zzz.c", std::string(100000, 'z'));
  const fs::path file = tree.folder() / "cut.tar";
  REQUIRE(support::run_process({"tar", "--create", "--sort=name", "--file", file.string(),
                                "--directory", tree.folder().string(), "linux-0.1"})
              .exit_code == 0);
  fs::resize_file(file, fs::file_size(file) - 60000);
  frontend::KernelTree opened(file);
  CHECK(opened.text("mm/walk.c") == kWalk); // it comes before the damage
  const auto error = error_of([&] { opened.text("mm/zzz.c"); });
  REQUIRE(error);
  CHECK(error->cause.starts_with("the tarball is damaged or cut short before mm/zzz.c"));
}

TEST_CASE("something that is not a kernel tree is refused, with what was expected", "[tree]") {
  SmallTree tree;
  const fs::path half = tree.folder() / "half", empty = tree.folder() / "empty";
  fs::create_directories(half);
  support::write_file(half / "Makefile", "");
  support::write_file(tree.folder() / "text.tar", "no tarball");
  support::write_file(empty, "");
  const std::string neither = "neither a kernel source folder nor a tarball of one";
  const std::vector<std::pair<fs::path, std::string>> roots = {
      {tree.folder() / "nothing", "there is no such folder or file"},
      {half, "not the top of a kernel source tree"},
      {tree.folder() / "text.tar", neither + ": "},
      {empty, neither + ": "},
      {"/dev/null", neither},
  };
  for (const auto& [root, cause] : roots) {
    INFO(root.string());
    const auto error = error_of([&] { const frontend::KernelTree opened(root); });
    REQUIRE(error);
    CHECK(error->file == root.string());
    CHECK(error->cause.starts_with(cause));
    CHECK(error->remedy.find("a tarball of one (.tar, .tar.xz ...)") != std::string::npos);
  }
}

TEST_CASE("a slice keeps its lines and brings what its own file defines", "[slice]") {
  const SmallTree tree;
  const program::Program program = lowered(tree, {"two_lines"}, "two_lines");
  CHECK(program.opaque.empty());
  REQUIRE(program.functions.size() == 1);
  CHECK(program.functions[0].parameters.at(0) == program::Parameter{"p", 64});
  std::vector<std::uint32_t> lines;
  for (const program::Instruction& instruction : program.functions[0].body)
    if (std::holds_alternative<program::Load>(instruction.operation) ||
        std::holds_alternative<program::Store>(instruction.operation)) {
      const program::Debug& debug = program.debug.at(instruction.debug);
      CHECK(debug.chain.back().file == "mm/walk.c");
      CHECK(debug.chain.back().function == "two_lines");
      lines.push_back(debug.chain.back().line);
    }
  // `*c.at += SHIFT` reads and writes; the argument of helper() reads once more.
  const auto line = static_cast<std::uint32_t>(
      1 + std::count(kWalk.begin(), kWalk.begin() + kWalk.find("*c.at +="), '\n'));
  CHECK(lines == std::vector<std::uint32_t>{line, line, line + 1});
}

TEST_CASE("the configuration chooses between two bodies", "[slice]") {
  const SmallTree tree;
  auto op = [](const program::Program& program) {
    return each_of<program::Binary>(program).at(0)->op;
  };
  CHECK(op(lowered(tree, {"chosen"}, "chosen", "", {{"CONFIG_WIDE", "0"}})) ==
        program::BinaryOp::LShr);
  CHECK(op(lowered(tree, {"chosen"}, "chosen", "", {{"CONFIG_WIDE", "1"}})) ==
        program::BinaryOp::Shl);
}

// The tree says what the function does, so it would be wrong to let it do nothing.
TEST_CASE("a callee whose own text does not compile is said to be one", "[slice]") {
  const SmallTree tree;
  const auto error = error_of([&] { lowered(tree, {"calls_unusable"}, "calls_unusable"); });
  REQUIRE(error);
  CHECK(error->file == "mm/walk.c");
  CHECK(error->cause.find("unusable() is called") != std::string::npos);
  // The compiler's message, with its place.
  const auto line = 1 + std::count(kWalk.begin(), kWalk.begin() + kWalk.find("n->x = 1"), '\n');
  CHECK(error->cause.find("mm/walk.c:" + std::to_string(line)) != std::string::npos);
  CHECK(error->cause.find("'struct nowhere'") != std::string::npos);
  CHECK(error->remedy.find("define unusable()") != std::string::npos);
}

TEST_CASE("a file's own macro does not replace the vocabulary's", "[slice]") {
  const SmallTree tree;
  const program::Program program =
      lowered(tree, {"calls_unusable"}, "calls_unusable",
              "static void unusable(void *n)\n{\n}\n#pragma walkcheck slices\n");
  REQUIRE(each_of<program::Store>(program).size() == 1);
  CHECK(each_of<program::Store>(program)[0]->ordering == program::Ordering::Once);
}

TEST_CASE("a slice takes the place of the vocabulary's function", "[slice]") {
  const SmallTree tree;
  const std::string vocabulary = "static pmd_t pmdp_get(pmd_t *p) { return READ_ONCE(*p); }\n";
  const fs::path specs = tree.folder() / "specs";
  fs::create_directories(specs / "kernel");
  support::write_file(specs / "kernel/walkcheck.h",
                      "typedef struct { unsigned long pmd; } pmd_t;\n"
                      "static inline pmd_t pmdp_get(pmd_t *p)\n{\n\tpmd_t none = { 0 };\n\treturn "
                      "none;\n}\n");
  frontend::KernelTree opened(tree.top());
  frontend::Source source;
  source.slices = {{"mm/walk.c", {"pmdp_get"}}};
  source.entry = "pmdp_get";
  const program::Program program = frontend::lower(source, {specs, &opened});
  REQUIRE(each_of<program::Load>(program).size() == 1);
  CHECK(each_of<program::Load>(program)[0]->ordering == program::Ordering::Plain);
}

TEST_CASE("a spec goes before or after its slices", "[slice]") {
  const SmallTree tree;
  const std::string harness = "unsigned long run(unsigned long *p)\n{\n\treturn two_lines(p);\n}\n";
  CHECK(lowered(tree, {"two_lines"}, "run", harness).functions.size() == 1);

  const std::string helper = "static void unusable(void *n)\n{\n\t*(unsigned long *)n = 7;\n}\n";
  const std::string entry = "void run(unsigned long *p)\n{\n\tcalls_unusable(p);\n}\n";
  const program::Program program =
      lowered(tree, {"calls_unusable"}, "run", helper + "#pragma walkcheck slices\n" + entry);
  CHECK(program.opaque.empty());
  CHECK(each_of<program::Store>(program).size() == 2);
  const auto error = error_of([&] { lowered(tree, {"calls_unusable"}, "run", helper + entry); });
  REQUIRE(error);
  CHECK(error->file == "mm/walk.c");
  CHECK(error->remedy.find("#pragma walkcheck slices") != std::string::npos);
}

TEST_CASE("line numbers of a spec go on behind the slices", "[slice]") {
  const SmallTree tree;
  const auto error = error_of([&] {
    lowered(tree, {"two_lines"}, "run",
            "/* one */\n#pragma walkcheck slices\n\nvoid run(void)\n{\n\tsyntax error;\n}\n");
  });
  REQUIRE(error);
  CHECK(error->file == "walkers/spec.c");
  CHECK(error->line == 6);
}

TEST_CASE("what an #if leaves out is not taken for undefined", "[slice]") {
  const SmallTree tree;
  const auto error = error_of([&] {
    lowered(tree, {"calls_left_out", "left_out"}, "calls_left_out", "", {{"CONFIG_NEVER", "0"}});
  });
  REQUIRE(error);
  CHECK(error->file == "mm/walk.c");
  CHECK(error->cause.find("'left_out'") != std::string::npos);
  CHECK(error->remedy.find("an #if leaves out") != std::string::npos);
}

TEST_CASE("slices need a tree", "[slice]") {
  frontend::Source source;
  source.slices = {{"mm/walk.c", {"f"}}};
  source.entry = "f";
  const auto error = error_of([&] { frontend::lower(source, {kSpecs, nullptr}); });
  REQUIRE(error);
  CHECK(error->remedy.find("--kernel") != std::string::npos);
}

} // namespace walkcheck::test
