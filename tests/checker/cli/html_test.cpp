// SPDX-License-Identifier: GPL-2.0-only
// The HTML form in a real browser without a window: what the screen shows at the first step, in the
// middle, at the violation, and after keys. Screenshots are left in the build folder, for people to
// look at. The test is skipped, and says so, if there is no chromium.
#include "catch.hpp"
#include "program.hpp"

#include <array>
#include <cstdio>
#include <filesystem>

namespace {

namespace fs = std::filesystem;

constexpr const char* kBrowser = "/usr/bin/chromium";

const fs::path kShots = fs::path(WALKCHECK_BINARY).parent_path() / "screenshots";

std::string output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    output.append(buffer.data(), n);
  pclose(pipe);
  return output;
}

class Page {
public:
  explicit Page(const std::string& html) { folder_.write("race.html", html); }

  // The document after its script has run; `script` runs after the page's own.
  std::string at(std::size_t step, const std::string& script = "") const {
    return output_of(browser() + " --dump-dom " + address(step, script) + " 2>/dev/null");
  }

  void shoot(std::size_t step, const std::string& name) const {
    fs::create_directories(kShots);
    fs::remove(kShots / name);
    output_of(browser() + " --window-size=1400,900 --screenshot='" + (kShots / name).string() +
              "' " + address(step, "") + " 2>/dev/null");
    CHECK(fs::exists(kShots / name));
  }

private:
  std::string browser() const {
    return std::string("timeout 60 ") + kBrowser +
           " --headless --no-sandbox --disable-gpu --user-data-dir='" +
           (folder_.path() / "profile").string() + "'";
  }

  std::string address(std::size_t step, const std::string& script) const {
    std::string html = folder_.read("race.html");
    if (!script.empty()) html += "<script>" + script + "</script>";
    folder_.write("shown.html", html);
    return "'file://" + (folder_.path() / "shown.html").string() + "#step=" + std::to_string(step) +
           "'";
  }

  ScratchFolder folder_;
};

// The text of the element with this id, up to its end.
std::string element(const std::string& document, const std::string& id, const std::string& end) {
  const std::size_t begin = document.find("id=\"" + id + "\"");
  REQUIRE(begin != std::string::npos);
  return document.substr(begin, document.find(end, begin) - begin);
}

std::string key(const std::string& name) {
  return "document.dispatchEvent(new KeyboardEvent('keydown', {key: '" + name + "'}));";
}

} // namespace

TEST_CASE("HTML: one file that names no other") {
  const ScratchFolder folder;
  const std::string example = WALKCHECK_SOURCE_DIR "/examples/02_merged_walk_munmap_T3.toml";
  REQUIRE(run_walkcheck(folder, {"verify", example}).code == 10);
  const std::string html =
      run_walkcheck(folder, {"show", "--as", "html", "02_merged_walk_munmap_T3.trace.json"}).out;
  REQUIRE(html.starts_with("<!DOCTYPE html>"));
  for (const char* foreign : {"http:", "https:", "src=", "href=", "@import", "url("})
    CHECK_FALSE(contains(html, foreign));

  if (!fs::exists(kBrowser)) {
    WARN("SKIPPED, as there is no " << kBrowser);
    return;
  }
  const Page page(html);
  // Before the first step: all tables live, no verdict yet.
  const std::string begin = page.at(0);
  CHECK(contains(element(begin, "now", "</h2>"), "Before the first of 40 steps"));
  CHECK_FALSE(contains(element(begin, "tables", "id=\"variables\""), "dead"));
  CHECK(contains(element(begin, "verdict", ">"), "hidden"));
  CHECK(contains(element(begin, "tables", "id=\"variables\""), "table (PUD of hva)"));
  CHECK_FALSE(contains(begin, "aria-current=\"step\""));

  // munmap has just cleared the PMD word: it is marked, and nothing later has happened.
  const std::string middle = page.at(34);
  CHECK(contains(element(middle, "now", "</h2>"), "Step 34 of 40, munmap: store PMD[0] of hva"));
  CHECK(contains(middle, "<div class=\"changed\"><span>PMD[0] of hva</span><span>none</span>"));
  CHECK(contains(middle, "<tr data-step=\"34\" class=\"now\" aria-current=\"step\">"));
  CHECK(contains(middle, "<tr data-step=\"40\" class=\"future\">"));

  // The violation: the table that is read is dead, and words say so, too.
  const std::string last = page.at(40);
  CHECK(contains(last, "class=\"table dead\" data-group=\"PMD of hva\""));
  CHECK(contains(last, "class=\"table dead\" data-group=\"PTE of hva\""));
  CHECK(contains(last, "class=\"table\" data-group=\"PUD of hva\""));
  CHECK_FALSE(contains(element(last, "verdict", ">"), "hidden"));
  CHECK(contains(last, "✗ no_freed_table"));

  // Keys: to the end, and one shown step back. Hidden steps are skipped unless all are shown.
  CHECK(contains(element(page.at(0, key("End")), "now", "</h2>"), "Step 40 of 40"));
  CHECK(contains(element(page.at(40, key("ArrowLeft")), "now", "</h2>"), "Step 39 of 40"));
  CHECK(contains(element(page.at(2, key("ArrowRight")), "now", "</h2>"), "Step 34 of 40"));
  CHECK(contains(element(page.at(2, "document.getElementById('all').click();" + key("ArrowRight")),
                         "now", "</h2>"),
                 "Step 3 of 40"));
  CHECK(contains(element(page.at(40, key("Home")), "now", "</h2>"), "Before the first"));
  page.shoot(34, "race-step-34.png");
  page.shoot(40, "race-violation.png");
}

TEST_CASE("HTML: what the trace says cannot become markup") {
  const ScratchFolder folder;
  folder.write("s.c", "unsigned long word;\nvoid s(void)\n{\n"
                      "\t__wc_assert(READ_ONCE(word), \"</script><b>&\\\"bold\\\"\");\n}\n");
  folder.write("s.toml", "[[cpu]]\nname = '<i>one</i>'\nrun = 's.c'\n");
  REQUIRE(run_walkcheck(folder, {"verify", "s.toml"}).code == 10);
  const std::string html = run_walkcheck(folder, {"show", "--as", "html", "s.trace.json"}).out;
  CHECK_FALSE(contains(html, "<i>"));
  CHECK_FALSE(contains(html, "<b>&"));
  CHECK(contains(html, "&lt;i&gt;one&lt;/i&gt;"));
  std::size_t ends = 0;
  for (std::size_t at = html.find("</script>"); at != std::string::npos;
       at = html.find("</script>", at + 1))
    ++ends;
  CHECK(ends == 2); // the ends of the data and of the script
}
