#include "analyzer/policy/azure_policy_reader.h"

#include <algorithm>
#include <set>

#include "analyzer/eval/value.h"
#include "analyzer/knowledge/lower_case.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxNesting = 4;  // lists in lists

std::string_view last_segment(std::string_view id) {
  size_t slash = id.rfind('/');
  return slash == std::string_view::npos ? id : id.substr(slash + 1);
}

/// The file's name without its ending, for a definition that says no name.
std::string stem(std::string_view path) {
  std::string_view name = last_segment(path);
  return std::string(name.substr(0, name.rfind('.')));
}


class Finder {
 public:
  explicit Finder(const AzurePolicyDocument& document, AzureDefinitions& out) : document_(document), out_(out) {}

  /// Are there any?
  bool find(const Expr* at, unsigned depth) {
    if (!at || depth > kMaxNesting) return false;
    if (const auto* list = as<ArrayExpr>(at)) {
      bool any = false;
      for (const ArrayItem& item : list->items) any = find(item.value, depth + 1) || any;
      return any;
    }
    for (std::string_view wrapper : {"value", "policyDefinitionList"}) {
      if (const Expr* inside = member_of(at, wrapper); as<ArrayExpr>(inside)) return find(inside, depth + 1);
    }
    const Expr* properties = member_of(at, "properties");
    if (!properties) properties = at;
    const Expr* rule = member_of(properties, "policyRule");
    if (!rule && member_of(properties, "if") && member_of(properties, "then")) rule = properties;
    const Expr* uses = member_of(properties, "policyDefinitions");
    if (!rule && !as<ArrayExpr>(uses)) return false;
    read(at, properties, rule);
    if (!rule) out_.definitions.back()->details = uses;
    return true;
  }

 private:
  void read(const Expr* at, const Expr* properties, const Expr* rule) {
    auto made = std::make_unique<AzureDefinition>();
    made->document = &document_;
    made->span = at->span;
    made->id = text_of(member_of(at, "id"));
    if (made->id.empty()) made->id = text_of(member_of(at, "policyDefinitionId"));
    std::string_view name = text_of(member_of(at, "name"));
    if (name.empty()) name = last_segment(made->id);
    made->name = name.empty() ? stem(document_.path) : std::string(name);
    made->display_name = text_of(member_of(properties, "displayName"));
    made->description = text_of(member_of(properties, "description"));
    made->mode = text_of(member_of(properties, "mode"));
    made->policy_type = text_of(member_of(properties, "policyType"));
    const Expr* metadata = member_of(properties, "metadata");
    made->category = text_of(member_of(metadata, "category"));
    made->guest_configuration = member_of(metadata, "guestConfiguration") != nullptr;
    made->parameters = member_of(properties, "parameters");
    if (const Expr* then = member_of(rule, "then")) {
      made->condition = member_of(rule, "if");
      made->effect = member_of(then, "effect");
      made->details = member_of(then, "details");
    }
    out_.definitions.push_back(std::move(made));
  }

  const AzurePolicyDocument& document_;
  AzureDefinitions& out_;
};

/// What initiatives refer to, then what stands by itself.
void assign(AzureDefinitions& out) {
  std::map<std::string, const AzureDefinition*> by_name;
  for (const auto& each : out.definitions) {
    if (each->condition) by_name.emplace(lower(each->name), each.get());
  }
  std::set<const AzureDefinition*> used;
  for (const auto& each : out.definitions) {
    const auto* uses = each->condition ? nullptr : as<ArrayExpr>(each->details);
    for (const ArrayItem& item : uses ? uses->items : std::span<const ArrayItem>()) {
      std::string_view id = text_of(member_of(item.value, "policyDefinitionId"));
      auto found = by_name.find(lower(last_segment(id)));
      if (found == by_name.end()) {
        out.errors.push_back(error_at(*each->document, item.value->span,
                                      "policy definition '" + std::string(last_segment(id)) + "' is not among those given"));
        continue;
      }
      std::string_view reference = text_of(member_of(item.value, "policyDefinitionReferenceId"));
      used.insert(found->second);
      out.assignments.push_back({found->second, reference.empty() ? each->name : reference, member_of(item.value, "parameters"), each.get()});
    }
  }
  for (const auto& each : out.definitions) {
    bool by_itself = !used.count(each.get()) && (each->condition || !as<ArrayExpr>(each->details));
    if (by_itself) out.assignments.push_back({each.get(), {}, nullptr, nullptr});
  }
}

}  // namespace

const Expr* member_of(const Expr* object, std::string_view name) {
  const auto* members = as<ObjectExpr>(object);
  const Expr* found = nullptr;
  for (const ObjectItem& item : members ? members->items : std::span<const ObjectItem>()) {
    const auto* key = as<StringLiteral>(item.key);
    if (key && equal_ignore_case(key->text, name)) found = item.value;
  }
  return found;
}

std::string_view text_of(const Expr* expr) {
  const auto* literal = as<StringLiteral>(expr);
  return literal ? literal->text : std::string_view();
}

DataError error_at(const AzurePolicyDocument& document, const Span& span, std::string message) {
  uint32_t line = 1, column = 1;
  std::string_view before = std::string_view(document.source->bytes).substr(0, span.valid() ? span.begin : 0);
  for (char c : before) {
    line += c == '\n';
    column = c == '\n' ? 1 : column + 1;
  }
  return {document.path, line, column, std::move(message)};
}

AzureDefinitions find_definitions(const std::vector<AzurePolicyDocument>& documents) {
  AzureDefinitions out;
  for (const AzurePolicyDocument& document : documents) {
    if (Finder(document, out).find(document.root, 0)) continue;
    out.errors.push_back(error_at(document, {}, "no policy definition: expected policyRule with if and then, or policyDefinitions"));
  }
  assign(out);
  return out;
}

}  // namespace ringfence
