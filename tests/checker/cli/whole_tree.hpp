// SPDX-License-Identifier: GPL-2.0-only
// A small tree that no kernel is built from, with .cmd files as kbuild leaves them, and what runs
// its files whole.
#pragma once

#include "program.hpp"

#include <fmt/format.h>

#include <string>

// What a folder is known by as a kernel tree that was built in place.
inline void make_tree(const ScratchFolder& folder, const std::string& tree) {
  for (const char* name :
       {"Kbuild", "Kconfig", "COPYING", "Documentation/x", "scripts/Kbuild.include"})
    folder.write(tree + '/' + name, "");
  folder.write(tree + "/Makefile", "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 7\nEXTRAVERSION =\n");
  folder.write(tree + "/.config", "CONFIG_X86_64=y\n");
}

// A file of it, and how it was compiled.
inline void add_to_tree(const ScratchFolder& folder, const std::string& tree,
                        const std::string& name, const std::string& text,
                        const std::string& flags) {
  folder.write(tree + '/' + name, text);
  const std::filesystem::path path(name);
  folder.write(
      fmt::format("{}/{}/.{}.o.cmd", tree, path.parent_path().string(), path.stem().string()),
      fmt::format("savedcmd_{0}.o := gcc -Iinclude {1} -O2 -c -o {0}.o {0}.c\n",
                  (path.parent_path() / path.stem()).string(), flags));
}

// The primitives, in a folder of specs of its own.
inline void link_vocabulary(const ScratchFolder& folder) {
  std::filesystem::create_directory_symlink(std::filesystem::path(WALKCHECK_SOURCE_DIR) / "specs" /
                                                "kernel",
                                            folder.path() / "specs" / "kernel");
}

// A tree of one file beside its header, and a folder of specs whose replacements are these.
class WholeTree {
public:
  explicit WholeTree(const std::string& file, const std::string& replacements = "") {
    make_tree(folder_, "linux");
    folder_.write("linux/include/walk.h", "static inline int header_says(void) { return 4; }\n");
    add("mm/walk.c", file);
    folder_.write("specs/tree/replacements.c",
                  "#include \"kernel/primitives.h\"\n"
                  "#define WC_REPLACES(f) extern typeof(f) __cut_##f\n" +
                      replacements);
    folder_.write("specs/tree/compared.txt", "");
    folder_.write("specs/tree/world.h",
                  "#ifndef WORLD_H\n#define WORLD_H\n#include \"kernel/primitives.h\"\n"
                  "#define WC_REPLACES(f) extern typeof(f) __cut_##f\n"
                  "#define wc_world __attribute__((__section__(\".walkcheck.world\")))\n"
                  "struct wc_given { const volatile void *at; unsigned long bytes, stride, count; "
                  "};\n"
                  "#define wc_given(o) static const struct wc_given wc_given_mark "
                  "__attribute__((used, section(\".walkcheck.given\"))) = { &(o), sizeof(o), 0, 1 "
                  "}\n#endif\n");
    link_vocabulary(folder_);
  }

  void add(const std::string& name, const std::string& text) const {
    add_to_tree(folder_, "linux", name, text, "-DSET=7");
  }

  const ScratchFolder& folder() const { return folder_; }

  // The CPU `a` runs one(), behind mm/walk.c; `b`, where it has a text, two(), behind its file.
  Outcome verify(const std::string& one, const std::string& two = "",
                 const std::string& b_files = "\"mm/walk.c\"", const std::string& more = "") const {
    folder_.write("one.c", "#include \"tree/world.h\"\nvolatile int seen;\n" + one);
    folder_.write("two.c", "#include \"tree/world.h\"\nvolatile int seen;\n" + two);
    std::string scenario = "title = \"t\"\n[[cpu]]\nname = \"a\"\nrun = { files = [\"mm/walk.c\"], "
                           "through = \"one.c\"" +
                           more + " }\n";
    if (!two.empty())
      scenario += fmt::format(
          "[[cpu]]\nname = \"b\"\nrun = {{ files = [{}], through = \"two.c\" }}\n", b_files);
    return verify_scenario(scenario);
  }

  Outcome verify_scenario(const std::string& scenario) const {
    folder_.write("s.toml", scenario);
    return run_walkcheck(folder_, {"verify", "--specs", (folder_.path() / "specs").string(),
                                   "--kernel", (folder_.path() / "linux").string(), "s.toml"});
  }

private:
  ScratchFolder folder_;
};

// Texts are wrapped to a terminal's width.
inline std::string unwrapped(const std::string& text) {
  std::string result;
  for (const char c : text)
    if (c == '\n' || c == ' ')
      result += result.ends_with(' ') ? "" : " ";
    else
      result += c;
  return result;
}

inline std::string said(const Outcome& outcome) {
  return unwrapped(outcome.out + outcome.err);
}

// Others could see it: a CPU that does nothing is vacuous.
inline const std::string kClaim = "\tseen = x;\n\t__wc_assert(x == 4, \"it is 4\");\n";
inline const std::string kRunsWalk = "void one(void)\n{\n\tint x = walk();\n" + kClaim + "}\n";
