// SPDX-License-Identifier: GPL-2.0-only
#include "checker/audit/harness.hpp"

#include "checker/audit/arguments.hpp"
#include "model/kbuild/prepared_tree.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <regex>
#include <set>
#include <sstream>

namespace walkcheck::audit {
namespace fs = std::filesystem;
namespace {

using frontend::FileFunction;
using frontend::WrittenParameter;
using Functions = std::vector<FileFunction>;

constexpr const char* kWorld = "#include \"tree/world.h\"\n";
constexpr const char* kKvm = "#ifdef CONFIG_KVM\n#include \"tree/audit/kvm.h\"\n#endif\n";
constexpr const char* kContexts = "#include \"tree/audit/contexts.h\"\n";

std::string heading(const FunctionName& function, const std::string& more) {
  return fmt::format("/* SPDX-License-Identifier: GPL-2.0-only */\n/*\n * Made by walkcheck audit: "
                     "runs {}:{}() in several contexts.{}\n */\n",
                     function.file, function.name, more);
}

// --- One that somebody wrote
// ----------------------------------------------------------------------

// " * For: lockless_pages_from_mm, gup_fast" in its comment.
std::vector<std::string> it_is_for(const std::string& text) {
  static const std::regex kFor(R"((?:^|\n) \* For: ([\w, ]*))");
  std::vector<std::string> functions;
  std::smatch match;
  if (!std::regex_search(text, match, kFor)) return functions;
  std::istringstream names(match[1].str());
  for (std::string each; names >> each;) {
    if (each.ends_with(',')) each.pop_back();
    functions.push_back(each);
  }
  return functions;
}

bool says_it_is_for(const std::string& text, const std::string& name) {
  const std::vector<std::string> functions = it_is_for(text);
  return std::ranges::find(functions, name) != functions.end();
}

std::optional<fs::path> written_for(const std::string& name, const fs::path& specs) {
  const fs::path walkers = specs / "tree/walkers";
  if (fs::is_regular_file(walkers / (name + ".c"))) return walkers / (name + ".c");
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(walkers, ignored))
    if (entry.path().extension() == ".c") files.push_back(entry.path());
  std::ranges::sort(files);
  for (const fs::path& file : files)
    if (says_it_is_for(support::read_file(file), name)) return file;
  return std::nullopt;
}

// Its function is called walk_NAME(), and leaves to us what is held: WC_IN_CONTEXT.
Harness through(const fs::path& written, const FunctionName& function) {
  Harness harness;
  harness.runs = function;
  const std::string name = "tree/walkers/" + written.filename().string();
  harness.why = "through " + name;
  harness.text =
      heading(function, "") + fmt::format("#define WC_IN_CONTEXT 1\n{}{}#include \"{}\"\n\n"
                                          "static void wc_audited(unsigned long address)\n{{\n"
                                          "\twalk_{}(address);\n}}\n\n{}",
                                          kWorld, kKvm, name, written.stem().string(), kContexts);
  return harness;
}

// --- One from types
// -------------------------------------------------------------------------------

bool can_be_called(const FileFunction& function) {
  return !function.has_more && std::ranges::all_of(function.parameters, [](const auto& each) {
    return argument_for(each).has_value();
  });
}

bool takes_entry(const FileFunction& function) {
  return std::ranges::any_of(function.parameters, is_entry);
}

bool takes_address(const FileFunction& function) {
  return std::ranges::any_of(function.parameters, is_address);
}

const FileFunction* named(const Functions& functions, const std::string& name) {
  const auto found = std::ranges::find(functions, name, &FileFunction::name);
  return found == functions.end() ? nullptr : &*found;
}

// The nearest caller in the same file that walks to the entry itself: of those that are as near,
// the first of the file.
const FileFunction* caller_that_walks(const Functions& functions, const FileFunction& from) {
  std::set<std::string> seen{from.name};
  std::vector<std::string> nearest{from.name};
  while (!nearest.empty()) {
    std::vector<const FileFunction*> callers;
    for (const FileFunction& each : functions)
      if (each.file == from.file && !seen.contains(each.name) &&
          std::ranges::any_of(nearest,
                              [&](const std::string& name) { return each.calls.contains(name); }))
        callers.push_back(&each);
    std::ranges::sort(callers, {}, &FileFunction::line);
    for (const FileFunction* each : callers)
      if (!takes_entry(*each) && takes_address(*each) && can_be_called(*each)) return each;
    nearest.clear();
    for (const FileFunction* each : callers)
      if (seen.insert(each->name).second) nearest.push_back(each->name);
  }
  return nullptr;
}

// What a call consists of, one element for each parameter where it needs one.
struct Call {
  std::vector<std::string> arguments, locals, before, after, unknown, assumed;
  std::set<std::string> includes, files;
};

Call call_of(const FileFunction& function) {
  Call call;
  const auto add = [](std::vector<std::string>& to, const std::string& text) {
    if (!text.empty()) to.push_back(text);
  };
  for (const WrittenParameter& parameter : function.parameters) {
    const auto argument = argument_for(parameter);
    if (!argument) {
      const std::string type = parameter.type.text.empty() ? "a type" : parameter.type.text;
      call.unknown.push_back(
          fmt::format("{}{}{}", type, type.ends_with('*') ? "" : " ", parameter.name));
      call.arguments.push_back(fmt::format("/* {} */", call.unknown.back()));
      continue;
    }
    call.arguments.push_back(argument->text);
    add(call.locals, argument->local);
    add(call.before, argument->before);
    add(call.after, argument->after);
    add(call.assumed, argument->assumed);
    if (!argument->include.empty()) call.includes.insert(argument->include);
    if (!argument->defined.empty()) call.files.insert(argument->defined);
  }
  return call;
}

std::string text_of(const FunctionName& function, const Call& call) {
  std::string text = heading(function, "") + kWorld + kKvm;
  for (const std::string& include : call.includes)
    if (include != "tree/audit/kvm.h") text += fmt::format("#include \"{}\"\n", include);
  text += "\nstatic void wc_audited(unsigned long address)\n{\n";
  for (const std::string& local : call.locals)
    text += fmt::format("\t{};\n", local);
  if (!call.locals.empty()) text += '\n';
  text += "\t__wc_walk_begin(address);\n";
  for (const std::string& statement : call.before)
    text += fmt::format("\t{}\n", statement);
  text += fmt::format("\t{}({});\n", function.name, fmt::join(call.arguments, ", "));
  for (const std::string& statement : call.after)
    text += fmt::format("\t{}\n", statement);
  return text + "\t__wc_walk_end(0);\n}\n\n" + kContexts;
}

InputError unknown_types(const FunctionName& function, const FileFunction& known) {
  const Call call = call_of(known);
  const std::string spec = fmt::format("specs/tree/walkers/{}.c", function.name);
  if (call.unknown.empty())
    return InputError(Diagnostic{function.file, known.line, 0,
                                 fmt::format("nothing is known of what {}() takes", function.name),
                                 fmt::format("write {}", spec)});
  const std::string skeleton =
      fmt::format("{}\nvoid walk_{}(unsigned long address)\n{{\n\t__wc_walk_begin(address);\n"
                  "\t{}({}); /* complete it */\n\t__wc_walk_end(0);\n}}\n",
                  kWorld, function.name, function.name, fmt::join(call.arguments, ", "));
  return InputError(
      Diagnostic{function.file, known.line, 0,
                 fmt::format("nobody knows what to give {}() for: {}", function.name,
                             fmt::join(call.unknown, ", ")),
                 fmt::format("complete this, and put it into {}:\n{}", spec, skeleton)});
}

// First without asking for the function, as one that is not there is an error then.
Functions functions_with(const FunctionName& function, const fs::path& specs,
                         kbuild::PreparedTree& tree) {
  Functions functions = frontend::functions_of_file(function.file, "", specs, tree);
  if (named(functions, function.name) != nullptr) return functions;
  try {
    return frontend::functions_of_file(function.file, function.name, specs, tree);
  } catch (const InputError&) {
    throw InputError(Diagnostic{
        function.file, 0, 0, fmt::format("{}() is left out in this configuration", function.name),
        "set what its #if asks for in the .config, and name its folder: TREE:OBJ"});
  }
}

Harness from_types(const FunctionName& function, const FileFunction& known,
                   const Functions& functions) {
  Harness harness;
  const FileFunction* runs = &known;
  if (takes_entry(known)) {
    runs = caller_that_walks(functions, known);
    if (runs == nullptr)
      throw InputError(Diagnostic{
          function.file, known.line, 0,
          fmt::format("{}() takes page-table entries, and no caller of it in the file takes an "
                      "address and else only what is known",
                      function.name),
          fmt::format("write specs/tree/walkers/{}.c, or name a function that walks to it",
                      function.name)});
    harness.why =
        fmt::format("{}() takes a page-table entry, and relies on what its caller tested: "
                    "{}() is run, which calls it",
                    function.name, runs->name);
  } else if (!can_be_called(known)) {
    throw unknown_types(function, known);
  }
  harness.runs = {function.file, runs->name};
  const Call call = call_of(*runs);
  harness.assumed = call.assumed;
  harness.files = {call.files.begin(), call.files.end()};
  harness.text = text_of(harness.runs, call);
  return harness;
}

} // namespace

Harness make_harness(const FunctionName& function, const fs::path& specs,
                     kbuild::PreparedTree& tree) {
  const Functions functions = functions_with(function, specs, tree);
  const FileFunction* known = named(functions, function.name);
  if (known == nullptr || known->is_empty)
    throw InputError(
        Diagnostic{function.file, known == nullptr ? 0 : known->line, 0,
                   fmt::format("{}() does nothing in this configuration", function.name),
                   "set what its #if asks for in the .config, and name its folder: TREE:OBJ"});
  if (const auto written = written_for(function.name, specs)) return through(*written, function);
  return from_types(function, *known, functions);
}

std::vector<std::string> other_names(const std::string& function, const fs::path& specs) {
  const auto written = written_for(function, specs);
  if (!written) return {};
  std::vector<std::string> names = it_is_for(support::read_file(*written));
  std::erase(names, function);
  return names;
}

std::vector<std::string> walks_of_file(const std::string& file, const fs::path& specs,
                                       kbuild::PreparedTree& tree) {
  static const std::array<const char*, 9> kSteps = {
      "pgd_offset_pgd",       "pgd_offset",     "p4d_offset",        "pud_offset",
      "pmd_offset",           "pte_offset_map", "pte_offset_kernel", "__pte_offset_map_lock",
      "pte_offset_map_nolock"};
  Functions functions = frontend::functions_of_file(file, "", specs, tree);
  std::ranges::sort(functions, {}, &FileFunction::line);
  std::vector<std::string> names;
  for (const FileFunction& each : functions)
    if (each.file == file &&
        std::ranges::any_of(kSteps, [&](const char* step) { return each.calls.contains(step); }))
      names.push_back(each.name);
  return names;
}

} // namespace walkcheck::audit
