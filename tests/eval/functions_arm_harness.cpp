#include "tests/eval/functions_arm_harness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <functional>

namespace ringfence::test {

class ArmReader;

using Locals = std::map<std::string, Value, std::less<>>;

/// A lambda as written: its parameters and where its body stands.
struct Lambda {
  std::vector<std::string> params;
  size_t body = 0;
};

class ArmCall : public CallContext {
 public:
  ArmCall(ArmHarness& harness, ArmReader& reader) : harness_(harness), reader_(reader) {}

  Arena& arena() override { return harness_.arena_; }
  SymbolTable& symbols() override { return harness_.symbols_; }
  Project& project() override { return harness_; }
  FileId file() override { return 0; }
  Value error(std::string message) override {
    const Value text = Value::text(arena().copy(message));
    return symbols().make("@error", {&text, 1});
  }
  Value text(std::string_view text) override { return Value::text(arena().copy(text)); }
  Value symbolic(SymbolFacts facts) override { return symbols().make(name, args, facts); }
  bool is_lambda(size_t argument) override { return argument < lambdas.size() && !lambdas[argument].params.empty(); }
  Value apply(size_t argument, std::span<const Value> values) override;
  Value evaluate(size_t argument) override;
  size_t argument_count() override { return starts.size(); }
  bool spend(uint64_t steps) override { return (budget_ -= std::min(budget_, steps)) > 0; }
  Value subscription_id() override { return above_subscription() ? Value::null() : scope_name("subscription().subscriptionid"); }
  Value resource_group_name() override {
    return harness_.world_.scope == "resourceGroup" ? scope_name("resourcegroup().name") : Value::null();
  }
  std::string_view scope_kind() override { return harness_.world_.scope; }
  Value deployment_name() override { return scope_name("deployment().name"); }
  Value copy_index(std::string_view) override {
    return harness_.world_.copy_index < 0 ? Value::null() : Value::of(harness_.world_.copy_index);
  }
  Value parameter(std::string_view parameter_name) override { return symbols().parameter(parameter_name, {SymbolType::String, {}, {}, {}, {}}); }
  Value variable(std::string_view variable_name) override { return text(variable_name); }
  std::vector<Value> default_of() override {
    return harness_.world_.parameter.empty() ? std::vector<Value>() : std::vector<Value>{text(harness_.world_.parameter)};
  }
  Value own_resource_id() override { return harness_.world_.own_id.empty() ? Value::null() : text(harness_.world_.own_id); }
  Value deployment_of(const Value& resource) override;
  Value outputs_of(const Value& deployment) override { return deployment.is_null() ? deployment : symbols().get(deployment, text("outputs")); }
  Value resource_id_of(const Value& resource) override;

  std::vector<size_t> starts;
  std::vector<Lambda> lambdas;
  Locals locals;

 private:
  bool above_subscription() const { return harness_.world_.scope == "managementGroup" || harness_.world_.scope == "tenant"; }
  Value scope_name(std::string_view name_of_term) { return symbols().make(name_of_term, {}, {SymbolType::String, SymbolReason::Runtime, false, true, {}}); }

  ArmHarness& harness_;
  ArmReader& reader_;
  uint64_t budget_ = 1'000'000;
};

class ArmReader {
 public:
  ArmReader(ArmHarness& harness, std::string_view text) : harness_(harness), text_(text) {}

  Value read(Locals& locals) {
    skip_space();
    const char c = peek();
    if (c == '\'') return Value::text(harness_.arena_.copy(read_quoted()));
    if (c == '?') return read_unknown();
    if (c == '[') return read_array(locals);
    if (c == '{') return read_object(locals);
    if (c == '-' || (c >= '0' && c <= '9')) return read_number();
    const std::string word = read_word();
    skip_space();
    if (peek() == '(') return read_call(word, locals);
    if (word == "true" || word == "false") return Value::of(word == "true");
    if (word == "null") return Value::null();
    const auto local = locals.find(word);
    return local == locals.end() ? Value::text(harness_.arena_.copy("UNREADABLE " + word)) : local->second;
  }

  Value read_at(size_t place, Locals& locals) {
    const size_t here = at_;
    at_ = place;
    const Value value = read(locals);
    at_ = here;
    return value;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (peek() == ' ' || peek() == '\n') ++at_;
  }
  bool skip(char c) {
    skip_space();
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  std::string read_word() {
    const size_t begin = at_;
    while (std::isalnum(static_cast<unsigned char>(peek())) || peek() == '@' || peek() == '_' || peek() == '*') ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }
  std::string read_quoted() {
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\'' && (at_ + 1 >= text_.size() || text_[at_ + 1] != '\'')) break;
      if (text_[at_] == '\'') ++at_;
      out += text_[at_];
    }
    ++at_;
    return out;
  }
  Value read_number() {
    const size_t end = std::min(text_.find_first_not_of("-.0123456789", at_), text_.size());
    const std::string digits(text_.substr(at_, end - at_));
    at_ = end;
    if (digits.find('.') != std::string::npos) return Value::of(std::stod(digits));
    return Value::of(static_cast<int64_t>(std::stoll(digits)));
  }
  Value read_unknown() {
    ++at_;
    const std::string name = read_word();
    SymbolFacts facts;
    facts.type = SymbolType::String;
    if (peek() == ':') {
      ++at_;
      const std::string type = read_word();
      facts.type = type == "int" ? SymbolType::Int : type == "bool" ? SymbolType::Bool : type == "array" ? SymbolType::Array
                 : type == "object" ? SymbolType::Object : SymbolType::Any;
    }
    return harness_.symbols_.parameter(harness_.arena_.copy(name), facts);
  }
  Value read_array(Locals& locals) {
    std::vector<Value> items;
    for (++at_; !skip(']');) {
      items.push_back(read(locals));
      skip(',');
    }
    return Value::array(harness_.arena_.copy(items));
  }
  Value read_object(Locals& locals) {
    std::vector<Member> members;
    for (++at_; !skip('}');) {
      skip_space();
      Member member;
      if (peek() == '?') {
        member.symbolic_key = read_unknown().symbol;
      } else {
        member.key = harness_.arena_.copy(peek() == '\'' ? read_quoted() : read_word());
      }
      skip(':');
      member.value = read(locals);
      members.push_back(member);
      skip(',');
    }
    return Value::object(harness_.arena_.copy(members));
  }

  /// `x => body` or `(x, y) => body` at this place.
  Lambda read_lambda() {
    const size_t here = at_;
    Lambda lambda;
    skip_space();
    if (skip('(')) {
      while (!skip(')') && at_ < text_.size()) {
        skip_space();
        lambda.params.push_back(read_word());
        if (lambda.params.back().empty()) break;
        skip(',');
      }
    } else {
      lambda.params.push_back(read_word());
    }
    skip_space();
    if (text_.substr(at_, 2) != "=>") {
      at_ = here;
      return {};
    }
    at_ += 2;
    lambda.body = at_;
    return lambda;
  }

  /// Past one argument, without evaluating it.
  void skip_argument() {
    int depth = 0;
    for (bool quoted = false; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\'') quoted = !quoted;
      if (quoted) continue;
      if (depth == 0 && (c == ',' || c == ')')) return;
      depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
    }
  }

  Value read_call(std::string word, Locals& locals);

  ArmHarness& harness_;
  std::string_view text_;
  size_t at_ = 0;
};

bool is_error_value(const Value& value) { return value.is_symbol() && value.symbol->name == "@error"; }

Value ArmReader::read_call(std::string word, Locals& locals) {
  for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto rows = arm_functions();
  auto row = std::find_if(rows.begin(), rows.end(), [&](const FunctionRow& each) { return each.name == word; });
  if (row == rows.end() && word.starts_with("list"))
    row = std::find_if(rows.begin(), rows.end(), [](const FunctionRow& each) { return each.name == "list*"; });
  if (row == rows.end()) return Value::text(harness_.arena_.copy("NO FUNCTION " + word));
  ArmCall call(harness_, *this);
  call.name = harness_.arena_.copy(word);
  call.locals = locals;
  std::vector<Value> args;
  for (++at_; !skip(')') && at_ < text_.size(); skip(',')) {
    call.lambdas.push_back(read_lambda());
    call.starts.push_back(at_);
    if ((row->flags & kLazy) != 0 || !call.lambdas.back().params.empty()) {
      args.push_back(Value::null());
      skip_argument();
    } else {
      args.push_back(read(locals));
    }
  }
  call.args = args;
  if (args.size() < row->min_args || args.size() > row->max_args) return call.error("wrong number of arguments");
  if ((row->flags & kSeesErrors) == 0)
    for (const Value& arg : args)
      if (is_error_value(arg)) return arg;
  if ((row->flags & kSeesSymbols) == 0 && std::any_of(args.begin(), args.end(), has_symbol))
    return call.symbolic({row->result, SymbolReason::Parameter, false, false, {}});
  return row->call(call);
}

Value ArmCall::apply(size_t argument, std::span<const Value> values) {
  Locals inner = locals;
  for (size_t i = 0; i < values.size() && i < lambdas[argument].params.size(); ++i)
    inner.insert_or_assign(lambdas[argument].params[i], values[i]);
  return reader_.read_at(lambdas[argument].body, inner);
}

Value ArmCall::evaluate(size_t argument) { return reader_.read_at(starts[argument], locals); }

Value ArmCall::deployment_of(const Value& resource) {
  const auto found = resource.is_string() ? harness_.world_.deployments.find(std::string(resource.str())) : harness_.world_.deployments.end();
  if (found == harness_.world_.deployments.end()) return Value::null();
  Locals none;
  return ArmReader(harness_, found->second).read(none);
}

Value ArmCall::resource_id_of(const Value& resource) {
  const auto found = resource.is_string() ? harness_.world_.resources.find(std::string(resource.str())) : harness_.world_.resources.end();
  return found == harness_.world_.resources.end() ? Value::null() : text(found->second);
}

std::optional<std::string_view> ArmHarness::read_text(FileId, std::string_view path, std::string& error) {
  const auto found = world_.files.find(std::string(path));
  if (found != world_.files.end()) return found->second;
  error = "there is no file '" + std::string(path) + "'";
  return std::nullopt;
}

std::optional<std::vector<std::string>> ArmHarness::list_files(FileId, std::string_view folder, std::string& error) {
  std::vector<std::string> names;
  const std::string prefix = folder == "." ? "" : std::string(folder) + "/";
  for (const auto& [path, text] : world_.files) {
    if (path.starts_with(prefix) && path.find('/', prefix.size()) == std::string::npos) names.push_back(path.substr(prefix.size()));
  }
  if (!names.empty()) return names;
  error = "there is no folder '" + std::string(folder) + "'";
  return std::nullopt;
}

Value ArmHarness::value_of(std::string_view text) {
  Locals none;
  return ArmReader(*this, arena_.copy(text)).read(none);
}

std::string ArmHarness::run(std::string_view text) {
  const Value value = value_of(text);
  if (is_error_value(value)) return "error: " + std::string(value.symbol->args[0].str());
  return canonical_text(value);
}

namespace {

std::vector<ArmRow>& registered_rows() {
  static std::vector<ArmRow> rows;
  return rows;
}

class TableTest : public testing::Test {
 public:
  TableTest(std::vector<ArmRow> rows, ArmWorld world) : rows_(std::move(rows)), world_(std::move(world)) {}
  void TestBody() override {
    for (const ArmRow& row : rows_) EXPECT_EQ(row.expected, ArmHarness(world_).run(row.expression)) << row.expression;
  }

 private:
  std::vector<ArmRow> rows_;
  ArmWorld world_;
};

}  // namespace

ArmTable::ArmTable(const char* suite, const char* name, std::initializer_list<ArmRow> rows, const ArmWorld& world) {
  registered_rows().insert(registered_rows().end(), rows.begin(), rows.end());
  testing::RegisterTest(suite, name, nullptr, nullptr, __FILE__, __LINE__,
                        [kept = std::vector<ArmRow>(rows), world]() -> testing::Test* { return new TableTest(kept, world); });
}

const std::vector<ArmRow>& arm_rows() { return registered_rows(); }

}  // namespace ringfence::test
