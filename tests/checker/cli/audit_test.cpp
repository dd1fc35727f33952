// SPDX-License-Identifier: GPL-2.0-only
// audit and diff, on a small tree that no kernel is built from: tables of two levels, and a
// teardown that interrupts every CPU before it frees the lower one.
#include "catch.hpp"
#include "whole_tree.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace {

const std::string kHeader =
    "#ifndef WALK_H\n#define WALK_H\n#define false 0\n"
    "typedef struct { unsigned long pgd; } pgd_t;\n"
    "struct mm_struct { pgd_t *pgd; };\n"
    "struct nobody { int x; };\n"
    "void __wc_irq_disable(void);\nvoid __wc_irq_enable(void);\n"
    "static inline pgd_t *pgd_offset_pgd(pgd_t *pgd, unsigned long a)\n{\n"
    "\treturn pgd + (a >> 39 & 511);\n}\n"
    "static inline unsigned long *pud_offset(unsigned long entry, unsigned long a)\n{\n"
    "\treturn (unsigned long *)(entry & 0x000ffffffffff000UL) + (a >> 30 & 511);\n}\n"
    "static inline int only_inline(int x)\n{\n\treturn x;\n}\n#endif\n";

const std::string kWalks =
    "#include \"walk.h\"\n"
    "int elsewhere(unsigned long entry);\n"
    "int walk_mm(struct mm_struct *mm, unsigned long address)\n{\n"
    "\tunsigned long pgd = *(volatile unsigned long *)pgd_offset_pgd(mm->pgd, address);\n"
    "\tif (!(pgd & 1))\n\t\treturn 0;\n"
    "\treturn *(volatile unsigned long *)pud_offset(pgd, address) & 1;\n}\n"
    "int walk_irqs_off(struct mm_struct *mm, unsigned long address)\n{\n"
    "\tint found;\n"
    "\t__wc_irq_disable();\n"
    "\tfound = walk_mm(mm, address);\n"
    "\t__wc_irq_enable();\n"
    "\treturn found;\n}\n"
    "static int below(pgd_t pgd, unsigned long address)\n{\n"
    "\tif (!(pgd.pgd & 1))\n\t\treturn 0;\n"
    "\treturn *(volatile unsigned long *)pud_offset(pgd.pgd, address) & 1;\n}\n"
    "static int between(pgd_t *pgd, unsigned long address)\n{\n"
    "\tpgd_t entry = { *(volatile unsigned long *)&pgd->pgd };\n"
    "\treturn below(entry, address);\n}\n"
    "int outermost(struct mm_struct *mm, unsigned long address)\n{\n"
    "\treturn between(pgd_offset_pgd(mm->pgd, address), address);\n}\n"
    "int with_more(struct mm_struct *mm, unsigned long start, unsigned int flags, _Bool big, "
    "unsigned long *count)\n{\n"
    "\t*count += flags + big;\n\treturn walk_mm(mm, start);\n}\n"
    "int strange(struct nobody *nobody, unsigned long address)\n{\n\treturn nobody->x;\n}\n"
    "int reads_nothing(struct mm_struct *mm, unsigned long address)\n{\n\treturn address + 1;\n}\n"
    "int empty(struct mm_struct *mm, unsigned long address)\n{\n\treturn 0;\n}\n"
    "int asks_elsewhere(struct mm_struct *mm, unsigned long address)\n{\n"
    "\treturn elsewhere(*(volatile unsigned long *)pgd_offset_pgd(mm->pgd, address));\n}\n"
    "int astray(struct mm_struct *mm, unsigned long start, unsigned long where)\n{\n"
    "\tunsigned long first = *(volatile unsigned long *)(where + 0x20);\n"
    "\treturn first + walk_mm(mm, start);\n}\n"
    "#ifdef CONFIG_NEVER\nint left_out(struct mm_struct *mm, unsigned long address)\n{\n"
    "\treturn 1;\n}\n#endif\n";

const std::string kBattery =
    "# A comment.\ntitle = \"@FUNCTION@\"\n"
    "[[vary]]\nname = \"teardown\"\nvalues = [ \"free\" ]\n"
    "[[vary]]\nname = \"context\"\nvalues = [ { name = \"nothing\", entry = \"in_nothing\" }, "
    "{ name = \"irqs_off\", entry = \"in_irqs_off\" } ]\n"
    "[inputs]\nhva = 0x7f0000001000\n"
    "[memory]\nmap = [ { at = \"hva\", level = \"1G\" } ]\n"
    "[[cpu]]\nname = \"walk\"\nrun = { files = [ @FILES@ ], through = \"harness.c\", accept = [ "
    "@WEAK@ ] }\n"
    "entry = \"${context.entry}\"\nargs = { address = \"hva\" }\n"
    "[[cpu]]\nname = \"teardown\"\nrun = { files = [ \"mm/free.c\" ], through = "
    "\"tree/mutators/free.c\" }\nentry = \"free_it\"\nargs = { address = \"hva\" }\n";

class AuditTree {
public:
  AuditTree() {
    make_tree(folder_, "linux");
    folder_.write("linux/include/walk.h", kHeader);
    add("mm/walk.c", kWalks);
    add("mm/free.c", "#include \"walk.h\"\n");
    folder_.write("specs/tree/world.h",
                  "#pragma once\n#include \"walk.h\"\n#include \"kernel/primitives.h\"\n"
                  "#define PAGE_SIZE 4096UL\n#define PAGE_SHIFT 12\n"
                  "extern struct mm_struct wc_mm;\n");
    folder_.write("specs/tree/replacements.c",
                  "#include \"tree/world.h\"\nstruct mm_struct wc_mm = { (pgd_t *)0x1000000 };\n");
    folder_.write("specs/tree/compared.txt", "");
    folder_.write("specs/tree/audit/battery.toml", kBattery);
    folder_.write("specs/tree/audit/contexts.h",
                  "void in_nothing(unsigned long address)\n{\n\twc_audited(address);\n}\n"
                  "void in_irqs_off(unsigned long address)\n{\n\t__wc_irq_disable();\n"
                  "\twc_audited(address);\n\t__wc_irq_enable();\n}\n");
    folder_.write("specs/tree/mutators/free.c",
                  "#include \"tree/world.h\"\nvoid free_it(unsigned long address)\n{\n"
                  "\tvolatile unsigned long *pgd = (void *)pgd_offset_pgd(wc_mm.pgd, address);\n"
                  "\tunsigned long old = *pgd;\n\t*pgd = 0;\n\t__wc_ipi_broadcast();\n"
                  "\t__wc_free_table((void *)(old & 0x000ffffffffff000UL));\n}\n");
    link_vocabulary(folder_);
  }

  void add(const std::string& name, const std::string& text,
           const std::string& tree = "linux") const {
    add_to_tree(folder_, tree, name, text, "");
  }

  const ScratchFolder& folder() const { return folder_; }

  Outcome run(const std::string& verb, const std::vector<std::string>& more) const {
    std::vector<std::string> words{verb, "--specs", (folder_.path() / "specs").string(), "--kernel",
                                   (folder_.path() / "linux").string()};
    words.insert(words.end(), more.begin(), more.end());
    return run_walkcheck(folder_, words);
  }

private:
  ScratchFolder folder_;
};

} // namespace

TEST_CASE("audit says in which contexts a walk is safe") {
  const AuditTree tree;
  const Outcome open = tree.run("audit", {"walk_mm"});
  INFO(said(open));
  CHECK(open.code == kViolated);
  CHECK(contains(said(open), "nothing irqs_off free VIOLATED HOLDS"));
  CHECK(contains(open.out, "mm/walk.c:walk_mm()"));
  CHECK(last_line(open.out) == "HOLDS with: irqs_off");
  CHECK(contains(said(open), "walk_mm.audit/scenario-free-nothing.trace.json"));
  const Outcome replayed = tree.run("replay", {"walk_mm.audit/scenario-free-nothing.trace.json"});
  CHECK(replayed.code == kViolated);

  const Outcome safe = tree.run("audit", {"mm/walk.c:walk_irqs_off"});
  INFO(said(safe));
  CHECK(safe.code == kHolds);
  CHECK(last_line(safe.out) == "HOLDS with: nothing, irqs_off");
  CHECK(!std::filesystem::exists(tree.folder().path() / "walk_irqs_off.audit"));
}

TEST_CASE("audit gives a function what its types ask for, and says what it assumed") {
  const AuditTree tree;
  const Outcome more = tree.run("audit", {"with_more"});
  INFO(said(more));
  CHECK(more.code == kViolated);
  CHECK(contains(said(more), "assumed of what it is called with: flags = 0, big = false, *count = "
                             "0 before the call"));
}

TEST_CASE("audit of a function that takes an entry runs the caller that read it") {
  const AuditTree tree;
  const Outcome climbed = tree.run("audit", {"below"});
  INFO(said(climbed));
  CHECK(climbed.code == kViolated);
  CHECK(contains(said(climbed), "below() takes a page-table entry"));
  CHECK(contains(said(climbed), "outermost() is run"));
}

TEST_CASE("audit does not believe a walk that reads nothing, or that nobody defines") {
  const AuditTree tree;
  const Outcome nothing = tree.run("audit", {"reads_nothing"});
  CHECK(nothing.code == kVacuous);
  CHECK(last_line(nothing.out) == "HOLDS in no context");
  const Outcome elsewhere = tree.run("audit", {"asks_elsewhere"});
  INFO(said(elsewhere));
  CHECK(elsewhere.code == kInconclusive);
  CHECK(contains(said(elsewhere), "elsewhere() is called, and no file"));
}

TEST_CASE("audit compiles the file that defines what the walk calls") {
  struct Row {
    const char* what;
    const char* text;
    int code;
  };
  const Row rows[] = {
      {"a definition", "int elsewhere(unsigned long entry)\n{\n\treturn entry & 1;\n}\n", kHolds},
      {"a weak one, which is the only one",
       "#define __weak __attribute__((weak))\nint __weak elsewhere(unsigned long "
       "entry)\n{\n\treturn entry & 1;\n}\n",
       kHolds},
      {"a static one", "static int elsewhere(unsigned long entry)\n{\n\treturn entry & 1;\n}\n",
       kInconclusive},
      {"one that does not compile", "int elsewhere(unsigned long entry)\n{\n\treturn no();\n}\n",
       kInconclusive},
      {"one whose file has the walk as well",
       "int elsewhere(unsigned long entry)\n{\n\treturn entry & 1;\n}\nint asks_elsewhere(void)\n"
       "{\n\treturn 1;\n}\n",
       kInconclusive},
  };
  for (const Row& row : rows) {
    const AuditTree tree;
    tree.add("mm/elsewhere.c", row.text);
    const Outcome outcome = tree.run("audit", {"mm/walk.c:asks_elsewhere"});
    INFO(row.what << '\n' << said(outcome));
    CHECK(outcome.code == row.code);
    CHECK(contains(said(outcome), "linked: mm/elsewhere.c for elsewhere()") ==
          (row.code == kHolds));
  }
  const AuditTree two;
  two.add("mm/elsewhere.c", rows[0].text);
  two.add("mm/again.c", rows[0].text);
  CHECK(two.run("audit", {"asks_elsewhere"}).code == kInconclusive);
}

TEST_CASE("audit blames no teardown for a walk that goes astray by itself") {
  const AuditTree tree;
  const Outcome outcome = tree.run("audit", {"astray"});
  INFO(said(outcome));
  CHECK(outcome.code == kInconclusive);
  CHECK(contains(said(outcome), "with nobody freeing anything"));
  CHECK(contains(said(outcome), "[free,nothing, and 1 more]"));
}

TEST_CASE("audit says why a function cannot be audited") {
  const AuditTree tree;
  tree.add("mm/twin.c", "int twice(int x)\n{\n\treturn x;\n}\n");
  tree.add("mm/twin2.c", "static int twice(int x)\n{\n\treturn x + 1;\n}\n");
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"wlak_mm", "did you mean 'walk_mm'"},
      {"twice", "twice() is in several files: mm/twin.c, mm/twin2.c"},
      {"mm/walk.c:twice", "mm/walk.c: it does not define twice()"},
      {"mm/none.c:twice", "the kernel tree has no such file"},
      {"only_inline", "include/walk.h: only_inline() is an inline function of a header"},
      {"strange", "nobody knows what to give strange() for: struct nobody *nobody"},
      {"empty", "empty() does nothing in this configuration"},
      {"left_out", "left_out() is left out in this configuration"},
  };
  for (const auto& [function, says] : rows) {
    const Outcome outcome = tree.run("audit", {function});
    INFO(said(outcome));
    CHECK(outcome.code == kBadInput);
    CHECK(contains(said(outcome), says));
  }
  CHECK(contains(tree.run("audit", {"strange"}).err, "#include \"tree/world.h\""));
}

TEST_CASE("what audit saves gives the same verdicts, and any number of jobs the same report") {
  const AuditTree tree;
  const Outcome one = tree.run("audit", {"walk_mm", "--save", "kept"});
  const Outcome two = tree.run("audit", {"walk_mm", "--save", "kept", "-j", "2"});
  CHECK(one.out == two.out);
  CHECK(tree.run("verify", {"kept/scenario.toml[free,nothing]"}).code == kViolated);
  CHECK(tree.run("verify", {"kept/scenario.toml[free,irqs_off]"}).code == kHolds);
}

TEST_CASE("audit --all has a row for each walk of a file") {
  const AuditTree tree;
  const Outcome all = tree.run("audit", {"--all", "mm/walk.c"});
  INFO(said(all));
  CHECK(all.code == kViolated);
  CHECK(contains(said(all), "walk_mm() VIOLATED HOLDS"));
  CHECK(contains(said(all), "below() VIOLATED HOLDS"));
  CHECK(contains(said(all), "asks_elsewhere() INCONCLUSIVE INCONCLUSIVE"));
  CHECK(!contains(said(all), "reads_nothing"));
}

TEST_CASE("a harness that says it is for the function is used") {
  const AuditTree tree;
  tree.folder().write("specs/tree/walkers/by_hand.c",
                      "/*\n * For: strange, walk_mm\n */\nint walk_by_hand(unsigned long address)\n"
                      "{\n\t__wc_walk_begin(address);\n\treturn walk_irqs_off(&wc_mm, address);\n"
                      "}\n");
  const Outcome outcome = tree.run("audit", {"strange"});
  INFO(said(outcome));
  CHECK(outcome.code == kHolds);
  CHECK(contains(outcome.out, "through tree/walkers/by_hand.c"));
}

TEST_CASE("diff says which verdicts a patch changes") {
  const AuditTree tree;
  const auto patch = [&](const char* name, const std::string& removed, const std::string& added) {
    tree.folder().write(name, "--- a/mm/walk.c\n+++ b/mm/walk.c\n@@ -12,3 +12,3 @@\n \tint "
                              "found;\n-\t" +
                                  removed + "\n+\t" + added +
                                  "\n \tfound = walk_mm(mm, address);\n");
  };
  patch("irq.patch", "__wc_irq_disable();", "__wc_irq_enable();");
  const Outcome worse = tree.run("diff", {"--patch", "irq.patch", "walk_irqs_off"});
  INFO(said(worse));
  CHECK(worse.code == kViolated);
  CHECK(contains(worse.out, "free,nothing: HOLDS -> VIOLATED"));
  CHECK(contains(worse.out, "after/scenario-free-nothing.trace.json"));

  patch("same.patch", "__wc_irq_disable();", "__wc_irq_disable(); /* off */");
  const Outcome same = tree.run("diff", {"--patch", "same.patch", "walk_irqs_off"});
  INFO(said(same));
  CHECK(same.code == kHolds);
  CHECK(contains(same.out, "no difference in 2 verdicts"));
  CHECK(tree.run("diff", {"walk_mm"}).code == kUsage);
  // What cannot be compared is no "no difference".
  tree.folder().write("specs/tree/mutators/free.c", "void free_it(unsigned long address)\n{\n"
                                                    "\tmissing();\n}\n");
  CHECK(tree.run("diff", {"--patch", "same.patch", "walk_irqs_off"}).code == kBadInput);
}

TEST_CASE("a changed header is never taken from the cache, and a damaged cache does no harm") {
  const AuditTree tree;
  CHECK(tree.run("audit", {"walk_irqs_off"}).code == kHolds);
  const auto damage = [&] {
    int files = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(tree.folder().path() / "cache"))
      if (entry.path().filename() == "output") {
        ++files;
        std::filesystem::resize_file(entry.path(), 10);
      }
    return files;
  };
  CHECK(damage() > 0);
  CHECK(tree.run("audit", {"walk_irqs_off"}).code == kHolds);
  // A header of the tree.
  std::string header = kHeader;
  header +=
      "#define __wc_irq_disable() do { } while (0)\n#define __wc_irq_enable() do { } while (0)\n";
  tree.folder().write("linux/include/walk.h", header);
  tree.folder().write("specs/tree/world.h",
                      "#include \"walk.h\"\n#undef __wc_irq_disable\n#undef __wc_irq_enable\n"
                      "#include \"kernel/primitives.h\"\n#define PAGE_SIZE 4096UL\n"
                      "extern struct mm_struct wc_mm;\n");
  CHECK(tree.run("audit", {"walk_irqs_off"}).code == kViolated);
  // One that is new, and that comes before it.
  tree.folder().write("linux/mm/walk.h", kHeader);
  CHECK(tree.run("audit", {"walk_irqs_off"}).code == kHolds);
  // One beside the scenario.
  const std::string harness = "#include \"tree/world.h\"\n#include \"own.h\"\nvoid one(unsigned "
                              "long address)\n{\n\t__wc_walk_begin(address);\n\tWALK(&wc_mm, "
                              "address);\n}\n";
  tree.folder().write("own/harness.c", harness);
  std::string scenario = kBattery;
  scenario.replace(scenario.find("@FILES@"), 7, "\"mm/walk.c\"");
  scenario.replace(scenario.find("@WEAK@"), 6, "");
  scenario.replace(scenario.find("${context.entry}"), 16, "one");
  tree.folder().write("own/s.toml", scenario);
  tree.folder().write("own/own.h", "#define WALK walk_irqs_off\n");
  CHECK(tree.run("verify", {"own/s.toml[free,nothing]"}).code == kHolds);
  tree.folder().write("own/own.h", "#define WALK walk_mm\n");
  CHECK(tree.run("verify", {"own/s.toml[free,nothing]"}).code == kViolated);
  // A header of the specs.
  tree.folder().write("specs/tree/audit/contexts.h",
                      "void in_nothing(unsigned long address)\n{\n\t__wc_irq_disable();\n"
                      "\twc_audited(address);\n\t__wc_irq_enable();\n}\n"
                      "void in_irqs_off(unsigned long address)\n{\n\twc_audited(address);\n}\n");
  CHECK(contains(said(tree.run("audit", {"walk_mm"})), "free HOLDS VIOLATED"));
  // Where nothing can be kept, everything still works: no folder can be made below a file.
  std::filesystem::remove_all(tree.folder().path() / "cache");
  tree.folder().write("cache", "");
  CHECK(tree.run("audit", {"walk_irqs_off"}).code == kHolds);
}
