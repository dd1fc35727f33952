// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/prepared_tree.hpp"

#include "model/kbuild/build.hpp"
#include "model/kbuild/cache.hpp"
#include "model/kbuild/changes.hpp"
#include "model/kbuild/command_store.hpp"
#include "model/kbuild/command_text.hpp"
#include "model/kbuild/configuration.hpp"
#include "model/kbuild/flags.hpp"
#include "model/kbuild/not_compiled.hpp"
#include "model/kbuild/placement.hpp"
#include "model/kbuild/run.hpp"
#include "model/kbuild/sources.hpp"
#include "model/kbuild/subset.hpp"
#include "model/kbuild/words.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/content_hash.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace walkcheck::kbuild {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t kBuild = 20 << 20;
constexpr const char* kMakefile = "Makefile";
constexpr const char* kOverlay = "overlay.yaml";

std::optional<std::string> text_of(const fs::path& file) {
  if (!fs::is_regular_file(file)) return std::nullopt;
  return support::read_file(file);
}

} // namespace

struct PreparedTree::Impl {
  Preparation preparation;
  Cache cache{fs::path()};
  Sources sources;
  std::optional<fs::path> objects; // the user's, where one is configured
  bool in_place = false;           // it is the tree's own folder
  Changes changes;                 // that the folder of the sources does not have itself
  std::optional<fs::path> overlay;
  std::string shown_changes;
  BuildPlan plan;
  bool built_anew = false;     // the user's build is not that of the text, or not as asked for
  std::optional<fs::path> own; // the build folder of our own, when it is ready
  std::mutex asking;           // held while kbuild is asked, or the tree configured
  std::optional<OutputCache> outputs;

  void open(const TreeName& name);
  void find_objects(const TreeName& name);
  void require_built_from_sources();
  void find_changes(const TreeName& name);
  bool changes_the_build() const;
  void use_changes();
  void plan_build();
  const fs::path& own_build();
  void require_settings(const fs::path& build) const;
  std::string shown_settings() const;
  Recipe recipe_of_build();

  FileFinder finder() const;
  std::optional<std::string> text(const std::string& file) const;
  std::optional<Command> built_command(const std::string& file) const;
  Command finished(const std::vector<std::string>& words, const fs::path& folder,
                   const fs::path& source) const;
  std::map<std::string, std::string> ask_kbuild(const std::vector<std::string>& files);
  Symbols symbols();
};

void PreparedTree::Impl::open(const TreeName& name) {
  if (!preparation.progress) preparation.progress = [](const std::string&) {};
  cache = Cache(preparation.cache.empty() ? default_cache() : fs::absolute(preparation.cache));
  outputs.emplace(cache);
  sources = open_sources(name, preparation.architecture, cache, preparation.progress);
  find_objects(name);
  find_changes(name);
  use_changes();
  plan_build();
}

// A folder that is configured in place is its own build folder.
void PreparedTree::Impl::find_objects(const TreeName& name) {
  if (name.objects) {
    if (!fs::is_regular_file(*name.objects / ".config"))
      throw InputError(Diagnostic{name.objects->string(), 0, 0,
                                  "not a kernel's build folder: it has no .config",
                                  "name the folder that `make O=` was given"});
    objects = fs::absolute(*name.objects).lexically_normal();
  } else if (!sources.unpacked && fs::is_regular_file(sources.folder / ".config")) {
    objects = sources.folder;
    in_place = true;
  }
  built_anew = preparation.without_debug || !preparation.settings.empty() || sources.unpacked;
  if (!objects) return;
  require_built_from_sources();
  const ArchitectureNames& names = names_of(preparation.architecture);
  if (!symbols_of(support::read_file(*objects / ".config")).contains(names.symbol))
    throw InputError(Diagnostic{
        (*objects / ".config").string(), 0, 0,
        fmt::format("this configuration is not for {}: {} is not set", names.kbuild, names.symbol),
        "name the architecture that it is for, or another build folder"});
}

// kbuild leaves a link to the sources in a folder of its own. Where it leads nowhere, the folder
// was brought here from elsewhere, and only its configuration counts.
void PreparedTree::Impl::require_built_from_sources() {
  const fs::path link = *objects / "source";
  if (built_anew || !fs::is_symlink(link)) return;
  if (!fs::exists(link)) {
    built_anew = true;
  } else if (!fs::equivalent(link, sources.folder)) {
    throw InputError(
        Diagnostic{objects->string(), 0, 0,
                   fmt::format("it was built from another tree: {}", fs::canonical(link).string()),
                   "name that tree before the ':', or the build folder of this one"});
  }
}

void PreparedTree::Impl::find_changes(const TreeName& name) {
  const auto is_wanted = [&](const std::string& file) {
    return is_in_subset(file, preparation.architecture);
  };
  if (name.revision) {
    const std::string commit = commit_of(sources.folder, *name.revision);
    changes = changes_of_revision(sources.folder, commit, is_wanted);
    shown_changes = fmt::format(", at {}", *name.revision);
  }
  for (const fs::path& patch : preparation.patches) {
    apply_patch(
        patch, sources.shown, [&](const std::string& file) { return text(file); }, changes);
    shown_changes += fmt::format(", with {}", patch.filename().string());
  }
}

// What configuring reads, and the headers that bounds.h is made from; where nothing says which
// these are, any header. All else is read only when a file is compiled.
bool PreparedTree::Impl::changes_the_build() const {
  const auto list = objects ? text_of(*objects / "kernel/.bounds.s.cmd") : std::nullopt;
  const std::vector<std::string> made_from =
      list ? dependencies_of(*list) : std::vector<std::string>();
  return std::ranges::any_of(changes, [&](const auto& change) {
    const std::string& file = change.first;
    if (decides_build(file)) return true;
    if (!list) return file.ends_with(".h");
    return std::ranges::any_of(made_from, [&](const std::string& made) {
      return made == file || made.ends_with("/" + file);
    });
  });
}

// By an overlay where the build stays what it is; else in a tree of links, since kbuild reads files
// as they are.
void PreparedTree::Impl::use_changes() {
  if (changes.empty()) return;
  if (changes_the_build()) {
    sources.folder = linked_sources(sources.folder, preparation.architecture, changes, cache);
    changes.clear();
    built_anew = true;
    return;
  }
  Recipe recipe;
  recipe.kind = "overlay";
  recipe.key = fmt::format("overlay 1 of {}\n{}", sources.folder.string(), key_of(changes));
  recipe.is_read_whole = [](const std::string&) { return true; };
  recipe.inputs = [](const fs::path&) { return std::vector<fs::path>(); };
  recipe.make = [&](const fs::path& folder) { write_overlay(changes, sources.folder, folder); };
  overlay = cache.folder(recipe) / kOverlay;
}

void PreparedTree::Impl::plan_build() {
  plan.architecture = preparation.architecture;
  if (objects) {
    plan.config = support::read_file(*objects / ".config");
    plan.with_gcc = symbols_of(*plan.config).contains("CONFIG_CC_IS_GCC") &&
                    plan.architecture == Architecture::X86 && program_in_path("gcc");
  } else {
    plan.settings = settings_for_page_tables(plan.architecture);
  }
  if (preparation.without_debug)
    for (const auto& [symbol, value] : settings_without_debug())
      plan.settings[symbol] = value;
  for (const auto& [symbol, value] : preparation.settings)
    plan.settings[symbol] = value;
}

// Other symbols may select one, or it may depend on some.
void PreparedTree::Impl::require_settings(const fs::path& build) const {
  const Symbols symbols = symbols_of(support::read_file(build / ".config"));
  for (const auto& [symbol, value] : preparation.settings) {
    const auto known = symbols.find(symbol);
    const std::string now = known == symbols.end() ? "n" : known->second;
    if (now != value)
      throw InputError(Diagnostic{
          "", 0, 0, fmt::format("the tree's configuration makes {} {}, not {}", symbol, now, value),
          "set what selects it, or what it depends on, as well"});
  }
}

Recipe PreparedTree::Impl::recipe_of_build() {
  Recipe recipe;
  recipe.kind = "build";
  recipe.bytes = kBuild;
  recipe.key = fmt::format("build 1 of {} for {} by {}\n{}\n", plan.source.string(),
                           names_of(plan.architecture).kbuild, plan.with_gcc ? "gcc" : "clang",
                           plan.config.value_or("defconfig"));
  for (const auto& [symbol, value] : plan.settings)
    recipe.key += fmt::format("{}={}\n", symbol, value);
  // The rest make writes when it is asked for commands.
  recipe.is_read_whole = [](const std::string& name) {
    return name == ".config" || name.starts_with("include/") || name.starts_with("arch/");
  };
  recipe.inputs = [&](const fs::path& folder) { return inputs_of_build(plan, folder); };
  recipe.make = [&](const fs::path& folder) {
    preparation.progress(
        fmt::format("configuring linux {} ...", version_of_makefile(text(kMakefile).value_or(""))));
    prepare_build(plan, folder);
    require_settings(folder);
  };
  return recipe;
}

const fs::path& PreparedTree::Impl::own_build() {
  if (own) return *own;
  plan.source = is_used_in_place(sources.folder, plan.architecture)
                    ? linked_sources(sources.folder, plan.architecture, changes, cache)
                    : sources.folder;
  own = cache.folder(recipe_of_build());
  return *own;
}

FileFinder PreparedTree::Impl::finder() const {
  return {sources.folder, sources.unpacked, names_of(preparation.architecture).kbuild,
          [this](const std::string& file) { return text(file); }};
}

std::optional<std::string> PreparedTree::Impl::text(const std::string& file) const {
  const auto changed = changes.find(file);
  return changed != changes.end() ? changed->second : text_of(sources.folder / file);
}

Command PreparedTree::Impl::finished(const std::vector<std::string>& words, const fs::path& folder,
                                     const fs::path& source) const {
  Command command{clang_arguments(words, {names_of(plan.architecture).triple, source}), folder,
                  source};
  command.arguments.insert(command.arguments.end(), {"-I", folder.string()});
  // Links have the changed text themselves.
  if (overlay && source == sources.folder)
    command.arguments.insert(command.arguments.end(), {"-ivfsoverlay", overlay->string()});
  return command;
}

std::optional<Command> PreparedTree::Impl::built_command(const std::string& file) const {
  if (built_anew || !objects) return std::nullopt;
  const auto text = text_of(*objects / cmd_file_of(file));
  const auto words = text ? command_of_cmd_file(*text) : std::nullopt;
  if (!words) return std::nullopt;
  return finished(*words, *objects, sources.folder);
}

// All that are not known yet at once.
std::map<std::string, std::string>
PreparedTree::Impl::ask_kbuild(const std::vector<std::string>& files) {
  std::map<std::string, std::string> commands;
  std::vector<std::string> objects_asked;
  const fs::path build = own_build();
  for (const std::string& file : files)
    if (auto stored = stored_command(build, plan.source, file))
      commands[file] = std::move(*stored);
    else
      objects_asked.push_back(object_of(file));
  if (objects_asked.empty()) return commands;
  const DryRun run = dry_run(plan, build, objects_asked);
  for (const std::string& file : files) {
    if (commands.contains(file)) continue;
    const auto found = run.commands.find(object_of(file));
    if (found == run.commands.end())
      throw InputError(Diagnostic{
          file, 0, 0, fmt::format("kbuild has no command for it:\n{}", last_lines(run.said, 4)),
          "name a file that the kernel is built from, or a built tree TREE:OBJ"});
    store_command(build, plan.source, file, found->second);
    commands[file] = found->second;
  }
  return commands;
}

std::string PreparedTree::Impl::shown_settings() const {
  std::string shown;
  for (const auto& [symbol, value] : preparation.settings)
    shown += fmt::format(", with {}={}", symbol, value);
  return shown;
}

Symbols PreparedTree::Impl::symbols() {
  const fs::path& build = built_anew || !objects ? own_build() : *objects;
  return symbols_of(support::read_file(build / ".config"));
}

PreparedTree::PreparedTree(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PreparedTree::~PreparedTree() = default;
PreparedTree::PreparedTree(PreparedTree&&) noexcept = default;
PreparedTree& PreparedTree::operator=(PreparedTree&&) noexcept = default;

PreparedTree PreparedTree::open(const TreeName& name, const Preparation& preparation) {
  auto impl = std::make_unique<Impl>();
  impl->preparation = preparation;
  impl->open(name);
  return PreparedTree(std::move(impl));
}

Command PreparedTree::command(const std::string& file) {
  return commands({file}).front();
}

std::vector<Command> PreparedTree::commands(const std::vector<std::string>& files) {
  const std::scoped_lock lock(impl_->asking);
  std::map<std::string, Command> known;
  std::vector<std::string> unknown;
  for (const std::string& file : files) {
    require_compilable(file, impl_->finder());
    if (auto built = impl_->built_command(file))
      known.emplace(file, std::move(*built));
    else
      unknown.push_back(file);
  }
  if (!unknown.empty()) {
    const Symbols symbols = impl_->symbols();
    for (const std::string& file : unknown)
      require_configured(file, impl_->finder(), symbols);
    for (const auto& [file, text] : impl_->ask_kbuild(unknown))
      known.emplace(file,
                    impl_->finished(shell_words(text), impl_->own_build(), impl_->plan.source));
  }
  std::vector<Command> result;
  for (const std::string& file : files)
    result.push_back(known.at(file));
  return result;
}

std::string PreparedTree::text(const std::string& file) const {
  auto text = impl_->text(file);
  if (!text) throw no_such_file(file, impl_->finder());
  return std::move(*text);
}

std::optional<std::string> PreparedTree::text_if_any(const std::string& file) const {
  return impl_->text(file);
}

const fs::path& PreparedTree::source() const {
  return impl_->sources.folder;
}

std::optional<fs::path> PreparedTree::overlay() const {
  return impl_->overlay;
}

std::string PreparedTree::version() const {
  return version_of_makefile(text(kMakefile));
}

std::string PreparedTree::describe() const {
  std::string from = "defconfig with the options for page tables";
  std::string compiler = "clang 19";
  if (impl_->objects) {
    from = impl_->in_place ? ".config" : "OBJ/.config";
    if (!impl_->built_anew || impl_->plan.with_gcc)
      compiler = compiler_of(symbols_of(*impl_->plan.config));
  }
  return fmt::format("{}, {}{}{}{}", version(), from,
                     compiler.empty() ? "" : fmt::format(" ({})", compiler),
                     impl_->preparation.without_debug ? ", without debug options" : "",
                     impl_->shown_settings() + impl_->shown_changes);
}

std::map<std::string, std::string> PreparedTree::config() {
  const std::scoped_lock lock(impl_->asking);
  return impl_->symbols();
}

OutputCache& PreparedTree::outputs() {
  return *impl_->outputs;
}

} // namespace walkcheck::kbuild
