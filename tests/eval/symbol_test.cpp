#include <gtest/gtest.h>

#include "analyzer/eval/symbol.h"

namespace ringfence {
namespace {

class SymbolTest : public ::testing::Test {
 protected:
  Value make(std::string_view name, std::vector<Value> args) { return table.make(name, args); }
  Value parameter(std::string_view name, SymbolType type = SymbolType::String, std::span<const Value> domain = {}) {
    SymbolFacts facts;
    facts.type = type;
    facts.domain = domain;
    return table.parameter(name, facts);
  }
  Value concat(std::vector<Value> parts) { return table.concat(parts); }

  Arena arena;
  SymbolTable table{arena};
};

TEST_F(SymbolTest, EqualTermsAreOneObject) {
  EXPECT_EQ(make("f", {parameter("a"), Value::text("x")}).symbol, make("f", {parameter("a"), Value::text("x")}).symbol);
  EXPECT_NE(make("f", {parameter("a"), Value::text("x")}).symbol, make("f", {parameter("a"), Value::text("y")}).symbol);
  EXPECT_NE(make("f", {Value::of(int64_t{1})}).symbol, make("f", {Value::text("1")}).symbol);
}

TEST_F(SymbolTest, EqualityIsDecidedByLiteralEndsTypeAndDomain) {
  const Value tls[] = {Value::text("TLS1_1"), Value::text("TLS1_2")};
  const Value text = parameter("text"), number = parameter("number", SymbolType::Int), version = parameter("version", SymbolType::String, tls);
  const auto same = [](const Value& a, const Value& b) { return SymbolTable::same(a, b); };
  EXPECT_EQ(same(text, text), Tri::True);
  EXPECT_EQ(same(text, Value::text("a")), Tri::Unknown);
  EXPECT_EQ(same(text, Value::of(int64_t{1})), Tri::False);
  EXPECT_EQ(same(text, Value::null()), Tri::False);
  EXPECT_EQ(same(number, Value::text("1")), Tri::False);
  EXPECT_EQ(same(version, Value::text("TLS1_0")), Tri::False);
  EXPECT_EQ(same(version, Value::text("TLS1_2")), Tri::Unknown);
  EXPECT_EQ(same(concat({Value::text("a-"), text}), Value::text("b-c")), Tri::False);
  EXPECT_EQ(same(concat({Value::text("a-"), text}), Value::text("a-c")), Tri::Unknown);
  EXPECT_EQ(same(concat({Value::text("a-"), text}), Value::text("a")), Tri::False);
  EXPECT_EQ(same(concat({text, Value::text("-z")}), Value::text("a-y")), Tri::False);
  EXPECT_EQ(same(concat({Value::text("a-"), text}), concat({Value::text("b-"), text})), Tri::False);
}

TEST_F(SymbolTest, ConditionWithDecidedBranchesIsDecided) {
  const Value flag = parameter("flag", SymbolType::Bool);
  const Value either = make("if", {flag, Value::text("Enabled"), Value::text("Disabled")});
  EXPECT_EQ(canonical_text(make("equals", {either, Value::text("Enabled")})), "param('flag')");
  EXPECT_EQ(canonical_text(make("equals", {either, Value::text("Disabled")})), "not(param('flag'))");
  EXPECT_EQ(canonical_text(make("equals", {either, Value::text("Other")})), "false");
  EXPECT_EQ(either.symbol->domain.size(), 2u);
}

TEST_F(SymbolTest, LogicDropsNeutralAndDecidesByAbsorbing) {
  const Value flag = parameter("flag", SymbolType::Bool), other = parameter("other", SymbolType::Bool);
  EXPECT_EQ(canonical_text(make("and", {Value::of(true), flag})), "param('flag')");
  EXPECT_EQ(canonical_text(make("and", {flag, Value::of(false)})), "false");
  EXPECT_EQ(canonical_text(make("or", {flag, make("not", {flag})})), "true");
  EXPECT_EQ(canonical_text(make("and", {flag, make("and", {other, flag})})), "and(param('flag'), param('other'))");
}

TEST_F(SymbolTest, SecretsStaySecretInWhatIsMadeOfThem) {
  SymbolFacts facts;
  facts.type = SymbolType::String;
  facts.secure = true;
  const Value secret = table.parameter("password", facts);
  EXPECT_TRUE(concat({Value::text("x"), secret}).symbol->secure);
  EXPECT_TRUE(make("base64", {secret}).symbol->secure);
}

TEST_F(SymbolTest, UnknownsAreTheTermsThatAUserCouldSupply) {
  const Value id = concat({Value::text("/x/"), parameter("a"), parameter("b")});
  const Value attribute = make("attr", {id, Value::text("properties")});
  const auto names = [](const Value& value) {
    std::string out;
    for (const Symbol* symbol : unknowns_of(value)) out += canonical_text(*symbol) + ";";
    return out;
  };
  EXPECT_EQ(names(id), "param('a');param('b');");
  EXPECT_EQ(names(attribute), "attr(concat('/x/', param('a'), param('b')), 'properties');");
}

TEST_F(SymbolTest, VeryLargeTermsBecomeALimitWithIdentity) {
  Value value = parameter("a", SymbolType::Any);
  for (int i = 0; i < 64; ++i) value = make("f", {value, value});
  ASSERT_TRUE(value.is_symbol());
  EXPECT_LT(value.symbol->size, 100'000u);
  Value deep = parameter("b", SymbolType::Any);
  for (int i = 0; i < 100'000; ++i) deep = make("g", {deep});
  EXPECT_LT(deep.symbol->depth, 200u);
}

TEST_F(SymbolTest, GetSeesThroughConditionsAndMerges) {
  const Value flag = parameter("flag", SymbolType::Bool), rest = parameter("rest", SymbolType::Object);
  Member a;
  a.key = "a";
  a.value = Value::of(int64_t{1});
  const Value object = Value::object({&a, 1});
  EXPECT_EQ(canonical_text(table.get(make("if", {flag, object, Value::null()}), Value::text("a"))), "if(param('flag'), 1, null)");
  EXPECT_EQ(canonical_text(table.get(make("shallowmerge", {rest, object}), Value::text("a"))), "1");
  EXPECT_EQ(canonical_text(table.get(make("shallowmerge", {object, rest}), Value::text("a"))), "get(shallowmerge({'a': 1}, param('rest')), 'a')");
  EXPECT_EQ(canonical_text(table.get(table.get(rest, Value::text("x")), Value::text("y"))), "get(param('rest'), 'x', 'y')");
}

TEST_F(SymbolTest, GetByAKeyThatCanBeNoneOfTheNamesIsNull) {
  const Value name = parameter("name", SymbolType::String);
  Member owner;
  owner.key = "Owner";
  owner.value = Value::of(int64_t{1});
  const Value object = Value::object({&owner, 1});
  EXPECT_EQ(canonical_text(table.get(object, make("concat", {Value::text("/roles/"), name}))), "null");
  EXPECT_EQ(canonical_text(table.get(object, make("concat", {Value::text("Own"), name}))), "get({'Owner': 1}, concat('Own', param('name')))");
  EXPECT_EQ(canonical_text(table.get(object, name)), "get({'Owner': 1}, param('name'))");
}

}  // namespace
}  // namespace ringfence
