#include "analyzer/policy/azure_policy_expression.h"

#include <algorithm>

#include "analyzer/knowledge/lower_case.h"
#include "analyzer/policy/field_path.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxDepth = 100;
constexpr size_t kMostText = 1024 * 1024;
constexpr size_t kMostItems = 10'000;

bool is_error(const Value& value) { return value.is_symbol() && value.symbol->name == "@error"; }

/// There are no files and no modules around a policy.
class NoProject final : public Project {
 public:
  ModuleLookup find_module(Dialect, FileId, std::string_view, std::string_view, std::string_view) override { return {}; }
  std::optional<std::string_view> read_text(FileId, std::string_view, std::string& error) override {
    error = "policies read no files";
    return std::nullopt;
  }
  std::string_view folder_of(FileId) override { return {}; }
  bool exists(FileId, std::string_view) override { return false; }
};

/// A call of a function that templates have too.
class TemplateCall final : public CallContext {
 public:
  TemplateCall(PolicyExpressions& expressions, std::span<const Expr* const> exprs, NoProject& project)
      : expressions_(expressions), exprs_(exprs), project_(project) {}

  Arena& arena() override { return expressions_.arena(); }
  SymbolTable& symbols() override { return expressions_.symbols(); }
  Project& project() override { return project_; }
  FileId file() override { return kNoFile; }
  Value error(std::string message) override { return expressions_.error(message); }
  Value text(std::string_view text) override {
    if (text.size() > kMostText) return error("a string is too long");
    return Value::text(arena().copy(text));
  }
  Value symbolic(SymbolFacts facts) override { return symbols().make(name, args, facts); }
  bool is_lambda(size_t argument) override { return argument < exprs_.size() && as<LambdaExpr>(exprs_[argument]); }
  Value apply(size_t, std::span<const Value>) override { return error("policies have no lambdas"); }
  Value evaluate(size_t argument) override {
    return argument < exprs_.size() ? expressions_.evaluate(exprs_[argument]) : Value::null();
  }
  size_t argument_count() override { return exprs_.size(); }
  bool spend(uint64_t steps) override { return (spent_ += steps) < 100'000; }
  Value subscription_id() override { return Value::null(); }
  Value resource_group_name() override { return Value::null(); }
  std::string_view scope_kind() override { return {}; }
  Value deployment_name() override { return Value::null(); }
  Value copy_index(std::string_view) override { return Value::null(); }
  Value parameter(std::string_view wanted) override {
    const Value* found = expressions_.context().parameter(wanted);
    return found ? *found : error("there is no parameter '" + std::string(wanted) + "'");
  }
  Value variable(std::string_view) override { return error("policies have no variables"); }
  Value deployment_of(const Value&) override { return Value::null(); }
  Value resource_id_of(const Value&) override { return Value::null(); }

 private:
  PolicyExpressions& expressions_;
  std::span<const Expr* const> exprs_;
  NoProject& project_;
  uint64_t spent_ = 0;
};

}  // namespace

const Value* AzurePolicyContext::parameter(std::string_view name) const {
  for (const auto& [known, value] : parameters) {
    if (equal_ignore_case(known, name)) return &value;
  }
  return nullptr;
}

Value PolicyExpressions::error(std::string_view message) {
  const Value text = Value::text(arena_.copy(message));
  return symbols_.make("@error", {&text, 1}, {SymbolType::Any, SymbolReason::Runtime, false, false, {}});
}

Value PolicyExpressions::unknown(std::string_view name, std::span<const Value> args, SymbolType type) {
  needs_resource_ = true;
  return symbols_.make(name, args, {type, SymbolReason::Runtime, false, false, {}});
}

void PolicyExpressions::unsupported(std::string what) {
  if (problem_.empty()) problem_ = std::move(what);
}

Value PolicyExpressions::evaluate(const Expr* expr) {
  if (!expr || depth_ >= kMaxDepth) return error("nested too deeply");
  if (evaluator_ && !evaluator_->spend()) return unknown("limit", {});
  ++depth_;
  Value out = dispatch(*expr);
  --depth_;
  return out;
}

Value PolicyExpressions::dispatch(const Expr& expr) {
  if (as<NullLiteral>(&expr)) return Value::null();
  if (const auto* literal = as<BoolLiteral>(&expr)) return Value::of(literal->value);
  if (const auto* literal = as<IntLiteral>(&expr)) return Value::of(literal->value);
  if (const auto* literal = as<DoubleLiteral>(&expr)) return Value::of(literal->value);
  if (const auto* literal = as<StringLiteral>(&expr)) return Value::text(literal->text);
  if (const auto* literal = as<ObjectExpr>(&expr)) return object(*literal);
  if (const auto* list = as<ArrayExpr>(&expr)) {
    std::vector<Value> items;
    for (const ArrayItem& item : list->items) items.push_back(evaluate(item.value));
    return Value::array(arena_.copy(items));
  }
  if (const auto* reference = as<Reference>(&expr); reference && reference->kind == RefKind::Parameter) {
    if (const Value* found = context_.parameter(reference->name)) {
      bool none = found->is_symbol() && found->symbol->name == "param";
      if (none && missing_.empty()) missing_ = reference->name;
      return *found;
    }
    unsupported("there is no parameter '" + std::string(reference->name) + "'");
    return error("there is no such parameter");
  }
  if (const auto* inside = as<MemberExpr>(&expr)) return member(evaluate(inside->object), Value::text(inside->name));
  if (const auto* inside = as<IndexExpr>(&expr)) return member(evaluate(inside->object), evaluate(inside->index));
  if (const auto* function = as<CallExpr>(&expr)) return call(*function);
  unsupported("an expression that policies do not have");
  return error("an expression that policies do not have");
}

Value PolicyExpressions::object(const ObjectExpr& object) {
  std::vector<Member> members;
  for (const ObjectItem& item : object.items) {
    Value key = evaluate(item.key);
    if (key.is_string()) members.push_back({key.str(), nullptr, item.span, evaluate(item.value)});
  }
  return Value::object(arena_.copy(members));
}

Value PolicyExpressions::member(const Value& object, const Value& key) {
  if (is_error(object) || is_error(key)) return is_error(object) ? object : key;
  if (object.is_symbol() || key.is_symbol()) return symbols_.get(object, key);
  if (object.is_object() && key.is_string()) {
    const Member* found = find_member(object, key.str(), KeyCase::Insensitive);
    return found ? found->value : error("there is no such property");
  }
  bool inside = object.is_array() && key.is_int() && key.integer >= 0 && key.integer < static_cast<int64_t>(object.size);
  return inside ? object.items[key.integer] : error("there is no such element");
}

Value PolicyExpressions::call(const CallExpr& call) {
  std::string name = lower(call.name);
  if (const PolicyFunction* own = find_policy_function(name)) {
    if (call.args.size() < own->min_args || call.args.size() > own->max_args) {
      unsupported("function '" + std::string(call.name) + "' with " + std::to_string(call.args.size()) + " arguments");
      return error("wrong number of arguments");
    }
    std::vector<Value> args;
    for (const Expr* each : call.args) args.push_back(evaluate(each));
    for (const Value& each : args) {
      if (is_error(each)) return each;
    }
    return own->call(*this, args);
  }
  const FunctionRow* row = is_template_only(name) ? nullptr : find_function(Dialect::Arm, name);
  bool fits = row && call.args.size() >= row->min_args && (row->max_args == 255 || call.args.size() <= row->max_args);
  if (!fits) {
    if (name == "@error") unsupported("an expression that cannot be read");
    else unsupported("function '" + std::string(call.name) + "'" + (row ? " with " + std::to_string(call.args.size()) + " arguments" : ""));
    return error("not supported");
  }
  NoProject project;
  TemplateCall context(*this, call.args, project);
  context.name = row->name;
  std::vector<Value> args;
  for (const Expr* each : call.args) args.push_back(row->flags & kLazy ? Value::null() : evaluate(each));
  bool symbolic = false;
  for (const Value& each : args) {
    if (is_error(each) && !(row->flags & kSeesErrors)) return each;
    bool too_large = (each.is_array() || each.is_object()) && each.size > kMostItems;
    if (too_large) return error("a value is too large");
    symbolic = symbolic || has_symbol(each);
  }
  context.args = arena_.copy(args);
  if (symbolic && !(row->flags & (kSeesSymbols | kLazy))) {
    return symbols_.make(row->name, context.args, {row->result, SymbolReason::Runtime, false, false, {}});
  }
  return row->call(context);
}

// ---- fields ----------------------------------------------------------------------------------------------------------

namespace {

class FieldReader {
 public:
  FieldReader(const FieldPath& path, ConditionEvaluator& evaluator, const Subject& subject)
      : path_(path), evaluator_(evaluator), node_(*subject.node) {}

  Value read(const Value& at, std::span<const PathStep> steps) {
    if (!evaluator_.spend()) return hidden();
    if (at.is_symbol()) return read_symbol(at, steps);
    if (steps.empty()) return at.is_null() ? absent() : at;
    std::span<const PathStep> rest = steps.subspan(1);
    if (steps.front().each()) {
      if (at.is_null()) return Value::array({});
      std::vector<Value> items;
      std::span<const Value> elements = at.is_array() ? at.array_items() : std::span<const Value>(&at, 1);
      for (const Value& item : elements) add(items, read(item, rest), rest);
      return Value::array(evaluator_.arena().copy(items));
    }
    const Member* found = find_member(at, steps.front().name, KeyCase::Insensitive);
    if (found) return read(found->value, rest);
    for (const Member& each : at.is_object() ? at.object_members() : std::span<const Member>()) {
      if (each.symbolic_key) return hidden();
    }
    bool list = std::any_of(steps.begin(), steps.end(), [](const PathStep& step) { return step.each(); });
    if (node_.existing || ((node_.made || path_.platform_written) && list)) return hidden();
    return list ? Value::array({}) : absent();
  }

 private:
  /// Of a[*].b[*] one list.
  static void add(std::vector<Value>& items, const Value& value, std::span<const PathStep> rest) {
    bool nested = std::any_of(rest.begin(), rest.end(), [](const PathStep& step) { return step.each(); });
    if (!nested || !value.is_array()) return items.push_back(value);
    items.insert(items.end(), value.array_items().begin(), value.array_items().end());
  }

  Value read_symbol(const Value& at, std::span<const PathStep> steps) {
    std::vector<Value> branches = evaluator_.alternatives(*at.symbol);
    if (branches.size() == 1 && depth_ < 50) {
      ++depth_;
      Value out = read(branches[0], steps);
      --depth_;
      return out;
    }
    if (steps.empty()) return at;
    if (steps.front().each()) return steps.size() == 1 ? at : hidden();
    Value inside = evaluator_.symbols().get(at, Value::text(steps.front().name));
    return inside.is_null() || depth_ > 50 ? hidden() : read_inside(inside, steps.subspan(1));
  }

  Value read_inside(const Value& at, std::span<const PathStep> steps) {
    ++depth_;
    Value out = read(at, steps);
    --depth_;
    return out;
  }

  Value absent() {
    Leaf leaf = evaluator_.platform_default(path_, node_);
    if (leaf.presence == Presence::Absent && (path_.platform_written || node_.made)) return hidden();
    return leaf.presence == Presence::Hidden ? hidden() : leaf.value;
  }

  Value hidden() {
    const Value args[] = {Value::text(path_.text), Value::text(node_.address)};
    return evaluator_.symbols().make("field", args, {SymbolType::Any, SymbolReason::Data, false, false, {}});
  }

  const FieldPath& path_;
  ConditionEvaluator& evaluator_;
  const ResourceNode& node_;
  unsigned depth_ = 0;
};

}  // namespace

Value read_field(const FieldPath& given, ConditionEvaluator& evaluator, const Subject& subject) {
  const FieldPath path = path_for(given, *subject.node);
  FieldReader reader(path, evaluator, subject);
  bool list = std::any_of(path.steps.begin(), path.steps.end(), [](const PathStep& step) { return step.each(); });
  if (path.source == FieldSource::Nowhere) return list ? Value::array({}) : Value::null();
  if (path.source == FieldSource::Name && subject.node->name.is_string()) {
    std::string_view name = subject.node->name.str();
    return Value::text(name.substr(name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1));
  }
  bool in_body = path.source == FieldSource::Body || path.source == FieldSource::Connections;
  Value body = evaluator.body_of(path, subject);
  return in_body ? reader.read(body, path.steps) : body;
}

Value PolicyExpressions::field(std::string_view name) {
  std::string problem;
  FieldPath path = context_.table->field(name, arena_, problem);
  if (!problem.empty()) {
    unsupported(std::move(problem));
    return error("not a field");
  }
  const Value text = Value::text(arena_.copy(name));
  if (!evaluator_) return unknown("field", {&text, 1});
  paths_.push_back(path);
  const FieldPath here = path_for(path, *subject_->node);
  // Inside a count over the same array, the current element alone.
  for (const Binding* each = subject_->bindings; each; each = each->outer) {
    if (each->steps.empty() || !has_prefix(here.steps, each->steps)) continue;
    FieldReader reader(here, *evaluator_, *subject_);
    const Value inside = reader.read(each->element, here.steps.subspan(each->steps.size()));
    return Value::array(arena_.copy(std::span<const Value>(&inside, 1)));
  }
  return read_field(path, *evaluator_, *subject_);
}

/// current(), current('name') of a count over values, current('alias[*].x') of one over a field.
Value PolicyExpressions::current(const Value* name) {
  if (!evaluator_) return unknown("current", name ? std::span<const Value>(name, 1) : std::span<const Value>());
  const Binding* at = subject_->bindings;
  if (!name) return at ? at->element : error("current() outside of a count");
  if (!name->is_string()) return error("current() expects a name");
  for (; at; at = at->outer) {
    if (!at->name.empty() && equal_ignore_case(at->name, name->str())) return at->element;
  }
  std::string problem;
  FieldPath path = context_.table->field(name->str(), arena_, problem);
  if (!problem.empty()) return error(problem);
  const FieldPath here = path_for(path, *subject_->node);
  paths_.push_back(path);
  for (const Binding* each = subject_->bindings; each; each = each->outer) {
    if (each->steps.empty() || !has_prefix(here.steps, each->steps)) continue;
    FieldReader reader(here, *evaluator_, *subject_);
    return reader.read(each->element, here.steps.subspan(each->steps.size()));
  }
  return error("current() of another array");
}

}  // namespace ringfence
