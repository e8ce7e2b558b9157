#include "analyzer/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "analyzer/eval/symbol.h"
#include "analyzer/graph/mapping_counts.h"
#include "analyzer/report/words.h"

namespace ringfence {

namespace {

constexpr size_t kMaxShown = 10;  // names of each list
constexpr size_t kMaxText = 120;
constexpr unsigned kMaxDepth = 200;

LeafKind kind_of(SymbolReason reason) {
  switch (reason) {
    case SymbolReason::Parameter:
      return LeafKind::Parameter;
    case SymbolReason::Variable:
      return LeafKind::Variable;
    case SymbolReason::Data:
      return LeafKind::Data;
    case SymbolReason::Runtime:
      return LeafKind::Runtime;
    case SymbolReason::Module:
      return LeafKind::Module;
    case SymbolReason::Limit:
      return LeafKind::Limit;
    case SymbolReason::Loop:
      return LeafKind::Loop;
  }
  return LeafKind::Runtime;
}

/// Walks one graph.
class Counter {
 public:
  using Causes = std::map<std::tuple<LeafKind, std::string, std::string, std::string>, uint64_t>;

  Counter(const ResourceGraph& graph, Coverage& out, Causes& causes) : graph_(graph), out_(out), causes_(causes) {}

  void run() {
    for (const ResourceNode& node : graph_.nodes) {
      if (node.existing) continue;
      node_ = &node;
      add(node.name, "name", 0);
      if (!node.scope.is_null()) add(node.scope, "scope", 0);
      if (node.condition.is_symbol()) add(node.condition, "condition", 0);
      bool open = node.body.size == 0 && node.instance && node.instance->body.is_symbol();
      add(open ? node.instance->body : node.body, "", 0);
    }
  }

 private:
  void add(const Value& value, const std::string& path, unsigned depth) {
    if (depth > kMaxDepth) return;
    bool empty = value.size == 0;
    if (value.is_array() && !empty) {
      for (const Value& item : value.array_items()) add(item, path + "[]", depth + 1);
    } else if (value.is_object() && (!empty || depth == 0)) {
      for (const Member& member : value.object_members()) {
        std::string key = member.symbolic_key ? "*" : std::string(member.key);
        add(member.value, path.empty() ? key : path + "." + key, depth + 1);
      }
    } else if (!value.is_null()) {
      count(value, path);
    }
  }

  void count(const Value& value, const std::string& path) {
    LeafKind kind = value.is_symbol() ? kind_of_symbol(*value.symbol) : LeafKind::Concrete;
    ++out_.leaves[static_cast<size_t>(node_->dialect)][static_cast<size_t>(kind)];
    if (kind != LeafKind::Function && kind != LeafKind::Error) return;
    std::string text = value.symbol->secure ? std::string(value.symbol->name) : canonical_text(*value.symbol);
    if (text.size() > kMaxText) text = text.substr(0, kMaxText) + "...";
    ++causes_[{kind, std::string(node_->type), path, std::move(text)}];
  }

  LeafKind kind_of_symbol(const Symbol& symbol) {
    LeafKind trouble = trouble_in(symbol);
    if (trouble != LeafKind::Concrete) return trouble;
    if (symbol.secure) return LeafKind::Secret;
    bool variable = node_->dialect == Dialect::Terraform && symbol.reason == SymbolReason::Parameter;
    return variable ? LeafKind::Variable : kind_of(symbol.reason);
  }

  /// Function, Error, or Concrete for neither. Terms are shared, so each is looked at once.
  LeafKind trouble_in(const Symbol& symbol) {
    if (symbol.name == "error") return LeafKind::Error;
    for (const std::string& name : graph_.deployment.unsupported) {
      if (equal_ignore_case(name, symbol.name)) return LeafKind::Function;
    }
    if (symbol.args.empty()) return LeafKind::Concrete;
    auto [seen, is_new] = seen_.emplace(&symbol, LeafKind::Concrete);
    if (!is_new) return seen->second;
    LeafKind found = LeafKind::Concrete;
    for (const Value& arg : symbol.args) {
      if (found == LeafKind::Concrete) found = trouble_in(arg, 0);
    }
    seen_[&symbol] = found;
    return found;
  }

  LeafKind trouble_in(const Value& value, unsigned depth) {
    if (depth > kMaxDepth) return LeafKind::Concrete;
    if (value.is_symbol()) return trouble_in(*value.symbol);
    LeafKind found = LeafKind::Concrete;
    if (value.is_array()) {
      for (size_t i = 0; i < value.size && found == LeafKind::Concrete; ++i)
        found = trouble_in(value.items[i], depth + 1);
    } else if (value.is_object()) {
      for (size_t i = 0; i < value.size && found == LeafKind::Concrete; ++i) {
        const Member& member = value.members[i];
        if (member.symbolic_key) found = trouble_in(*member.symbolic_key);
        if (found == LeafKind::Concrete) found = trouble_in(member.value, depth + 1);
      }
    }
    return found;
  }

  const ResourceGraph& graph_;
  Coverage& out_;
  Causes& causes_;
  const ResourceNode* node_ = nullptr;
  std::unordered_map<const Symbol*, LeafKind> seen_;
};

std::string thousands(uint64_t number) {
  std::string out = std::to_string(number);
  for (size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, ",");
  return out;
}

std::string values_line(std::string_view language, const std::array<uint64_t, kLeafKinds>& counts) {
  constexpr std::array<std::string_view, kLeafKinds> names = {"concrete",
                                                              "parameter without default",
                                                              "variable without default",
                                                              "secret",
                                                              "runtime",
                                                              "data",
                                                              "module",
                                                              "loop",
                                                              "limit",
                                                              "unsupported",
                                                              "mistake of the template"};
  uint64_t all = 0;
  for (uint64_t each : counts) all += each;
  if (all == 0) return {};
  double share = 100.0 * static_cast<double>(counts[0]) / static_cast<double>(all);
  std::string out = fmt::format("{:<12} {:<9} {} of {} concrete ({:.1f} %)", "values", language, thousands(counts[0]),
                                thousands(all), share);
  for (size_t i = 1; i < kLeafKinds; ++i) {
    bool always = i == static_cast<size_t>(LeafKind::Function);
    if (counts[i] > 0 || always) out += fmt::format(", {} {}", names[i], thousands(counts[i]));
  }
  return out + "\n";
}

void append_values(std::string& out, std::string_view what, const std::vector<Coverage::Unknown>& values) {
  for (size_t i = 0; i < std::min(values.size(), kMaxShown); ++i) {
    const Coverage::Unknown& each = values[i];
    out += fmt::format("{:<12} {} {}: {} ({})\n", what, printable(each.type), printable(each.path),
                       printable(each.value), each.times);
  }
  if (values.size() > kMaxShown) out += fmt::format("{:<12} ... {} more\n", what, values.size() - kMaxShown);
}

void append_missing(std::string& out, std::string_view what, uint64_t all,
                    const std::vector<Coverage::Missing>& missing) {
  if (all == 0) return;
  uint64_t times = 0;
  for (const Coverage::Missing& each : missing) times += each.times;
  double share = 100.0 * static_cast<double>(times) / static_cast<double>(all);
  out += fmt::format("{:<12} {} of {} azurerm {} without a mapping ({:.1f} %){}", "terraform", thousands(times),
                     thousands(all), what, share, missing.empty() ? "" : ":");
  for (size_t i = 0; i < std::min(missing.size(), kMaxShown); ++i) {
    out += fmt::format("{} {} ({})", i > 0 ? "," : "", printable(missing[i].name), missing[i].times);
  }
  out += missing.size() > kMaxShown ? ", ...\n" : "\n";
}

}  // namespace

Coverage coverage_of(std::span<const ResourceGraph> graphs, const Knowledge& knowledge) {
  Coverage out;
  Counter::Causes causes;
  MappingCounts mappings;
  for (const ResourceGraph& graph : graphs) {
    Counter(graph, out, causes).run();
    count_mappings(graph, knowledge, mappings);
  }
  auto by_times = [](const auto& a, const auto& b) { return a.times > b.times; };
  for (const auto& [place, times] : causes) {
    const auto& [kind, type, path, value] = place;
    (kind == LeafKind::Function ? out.unsupported : out.mistakes).push_back({type, path, value, times});
  }
  out.azurerm_resources = mappings.resources;
  out.azurerm_attributes = mappings.attributes;
  for (const auto& [name, times] : mappings.types_without) out.types.push_back({name, times});
  for (const auto& [name, times] : mappings.attributes_without) out.attributes.push_back({name, times});
  std::stable_sort(out.unsupported.begin(), out.unsupported.end(), by_times);
  std::stable_sort(out.mistakes.begin(), out.mistakes.end(), by_times);
  std::stable_sort(out.types.begin(), out.types.end(), by_times);
  std::stable_sort(out.attributes.begin(), out.attributes.end(), by_times);
  return out;
}

std::string coverage_text(const Coverage& coverage) {
  constexpr std::array<std::string_view, 3> languages = {"arm", "bicep", "terraform"};
  std::string out;
  for (size_t i = 0; i < languages.size(); ++i) out += values_line(languages[i], coverage.leaves[i]);
  append_values(out, "unsupported", coverage.unsupported);
  append_values(out, "mistake", coverage.mistakes);
  append_missing(out, "resources", coverage.azurerm_resources, coverage.types);
  append_missing(out, "attributes", coverage.azurerm_attributes, coverage.attributes);
  return out;
}

}  // namespace ringfence
