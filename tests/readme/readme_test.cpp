// SPDX-License-Identifier: GPL-2.0-only
// Runs what README.md and a page of docs/ show: each `$ command` of a ```console block, whose
// output is compared byte for byte with the text below it. A line `...` stands for any lines. If a
// block's fence has a file's name, as "```c claim.c", the block is that file.
#include "catch.hpp"
#include "scratch_folder.hpp"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace fs = std::filesystem;

namespace {

using Lines = std::vector<std::string>;

struct Transcript {
  std::size_t line = 0; // in the document
  std::string command;
  Lines output;
};

Lines lines_of(std::istream& stream) {
  Lines lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

std::vector<Transcript> transcripts_of(const Lines& document) {
  std::vector<Transcript> transcripts;
  bool inside = false;
  for (std::size_t i = 0; i < document.size(); ++i) {
    const std::string& line = document[i];
    if (line.starts_with("```")) {
      inside = line == "```console";
    } else if (inside && line.starts_with("$ ")) {
      transcripts.push_back({i + 1, line.substr(2), {}});
    } else if (inside) {
      INFO("line " << i + 1 << ": output without a command");
      REQUIRE_FALSE(transcripts.empty());
      transcripts.back().output.push_back(line);
    }
  }
  return transcripts;
}

struct File {
  std::string name, text;
};

std::vector<File> files_of(const Lines& document) {
  std::vector<File> files;
  bool inside = false;
  for (const std::string& line : document) {
    const std::size_t space = line.find(' ');
    if (line.starts_with("```")) {
      inside = !inside && space != std::string::npos;
      if (inside) files.push_back({line.substr(space + 1), ""});
    } else if (inside) {
      files.back().text += line + '\n';
    }
  }
  return files;
}

// Whether the lines of `text` from `at` on match `pattern` from `from` on.
bool matches(const Lines& pattern, const Lines& text, std::size_t from = 0, std::size_t at = 0) {
  if (from == pattern.size()) return at == text.size();
  if (pattern[from] == "...")
    return matches(pattern, text, from + 1, at) ||
           (at < text.size() && matches(pattern, text, from, at + 1));
  return at < text.size() && pattern[from] == text[at] && matches(pattern, text, from + 1, at + 1);
}

// A folder with the examples and specs in it, where the commands may leave their files.
class Playground {
public:
  Playground() {
    for (const char* folder : {"examples", "specs", "tests"})
      fs::create_directory_symlink(fs::path(WALKCHECK_SOURCE_DIR) / folder, path() / folder);
  }

  const fs::path& path() const { return folder_.path(); }

  void write(const std::string& name, const std::string& text) const { folder_.write(name, text); }

  // Standard output only, as progress goes to standard error.
  Lines run(const std::string& command) const {
    const std::string line =
        "cd '" + path().string() + "' && XDG_CACHE_HOME='" WALKCHECK_CACHE "' PATH='" +
        fs::path(WALKCHECK_BINARY).parent_path().string() + "':\"$PATH\" " + command + " 2>stderr";
    FILE* pipe = popen(line.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string output;
    std::array<char, 4096> buffer{};
    for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
      output.append(buffer.data(), n);
    const int status = pclose(pipe);
    INFO("crashed: " << command);
    REQUIRE(WIFEXITED(status));
    std::istringstream stream(output);
    return lines_of(stream);
  }

private:
  ScratchFolder folder_;
};

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines)
    text += line + '\n';
  return text;
}

// The kernel source that a command names, if it is missing.
std::string missing_kernel(const std::string& command) {
  std::istringstream words(command);
  for (std::string word; words >> word;)
    if (word.starts_with("/usr/src/") && !fs::exists(word)) return word;
  return "";
}

// `least`: transcripts that there are at least.
void check_document(const std::string& name, std::size_t least) {
  std::ifstream file(fs::path(WALKCHECK_SOURCE_DIR) / name);
  REQUIRE(file);
  const Lines text = lines_of(file);
  const std::vector<Transcript> transcripts = transcripts_of(text);
  REQUIRE(transcripts.size() >= least);
  const Playground playground;
  for (const File& written : files_of(text))
    playground.write(written.name, written.text);
  for (const Transcript& transcript : transcripts) {
    INFO(name << ':' << transcript.line << ": " << transcript.command);
    if (const std::string kernel = missing_kernel(transcript.command); !kernel.empty()) {
      WARN("SKIPPED, as there is no " << kernel << ": " << transcript.command);
      continue;
    }
    const Lines output = playground.run(transcript.command);
    INFO("printed:\n" << joined(output));
    CHECK(matches(transcript.output, output));
  }
}

} // namespace

TEST_CASE("the README shows what the tool prints") {
  check_document("README.md", 4); // a counterexample, a HOLDS, a walk of the kernel's, a replay
}

#ifndef WALKCHECK_SANITIZED // whose programs are slow; the tool's own tests run the same commands
TEST_CASE("the page about kernel trees shows what the tool prints") {
  check_document("docs/kernel-trees.md", 4); // a verdict, an audit, a patch, a diff
}
#endif

TEST_CASE("a line of dots stands for any lines, and for nothing else") {
  CHECK(matches({"a", "...", "d"}, {"a", "b", "c", "d"}));
  CHECK(matches({"a", "...", "d"}, {"a", "d"}));
  CHECK(matches({"..."}, {}));
  CHECK_FALSE(matches({"a", "...", "d"}, {"a", "b", "c"}));
  CHECK_FALSE(matches({"a"}, {"a", "b"}));
  CHECK_FALSE(matches({"a", "b"}, {"a"}));
  CHECK_FALSE(matches({"a "}, {"a"}));
}
