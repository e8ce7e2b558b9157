// Examples of learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-array,
// -comparison, -object and their Bicep pages; the compiler's tests (Azure/bicep, FunctionResolverTests.cs,
// EvaluationTests.cs); and what is decided from partial knowledge.

#include <gtest/gtest.h>

#include "tests/eval/functions_arm_harness.h"

using ringfence::test::differences;

TEST(ArmArrayFunctions, MakeAndTake) {
  EXPECT_EQ("", differences({
      {"array(1)", "[1]"},
      {"array('efgh')", "['efgh']"},
      {"array([1])", "[1]"},
      {"array(?x)", "[param('x')]"},
      {"array(?x:any)", "array(param('x'))"},
      {"array(?x:array)", "param('x')"},
      {"createArray('a', 1, ?x)", "['a', 1, param('x')]"},
      {"first(['one', 'two', 'three'])", "'one'"},
      {"first('One Two Three')", "'O'"},
      {"first([])", "null"},
      {"last(['one', 'two', 'three'])", "'three'"},
      {"last('')", "''"},
      {"first(concat('abc', ?x))", "'a'"},
      {"last(concat(?x, 'abc'))", "'c'"},
      {"first(?x:array)", "first(param('x'))"},
      {"first(5)", "error: first() expects an array or a string as argument 1, got an integer"},
      {"skip(['one', 'two', 'three'], 2)", "['three']"},
      {"skip('one two three', 4)", "'two three'"},
      {"skip([1], 5)", "[]"},
      {"skip([1], -1)", "[1]"},
      {"skip(concat('ab', ?x), 1)", "concat('b', param('x'))"},
      {"take(['one', 'two', 'three'], 2)", "['one', 'two']"},
      {"take('foot', 3)", "'foo'"},
      {"take('a', 5)", "'a'"},
      {"take(concat('abc', ?x), 2)", "'ab'"},
      {"take(concat('abc', ?x), 5)", "take(concat('abc', param('x')), 5)"},
      {"range(5, 3)", "[5, 6, 7]"},
      {"range(0, 0)", "[]"},
      {"range(0, 10001)", "error: range() expects a count from 0 to 10000, got 10001"},
      {"range(2147483647, 1)", "error: range(): the numbers must not exceed 2147483647"},
      {"range(0, ?n:int)", "range(0, param('n'))"},
      {"flatten([[0, 1], [2, 3], [4, 5]])", "[0, 1, 2, 3, 4, 5]"},
      {"flatten([])", "[]"},
      {"flatten([[1], 2])", "error: flatten() expects an array of arrays, got one that holds an integer"},
      {"flatten([[1], ?x:array])", "flatten([[1], param('x')])"},
      {"distinct([1, 2, 1, 'a', 'A'])", "[1, 2, 'a', 'A']"},
  }));
}

TEST(ArmArrayFunctions, Search) {
  EXPECT_EQ("", differences({
      {"contains('FOOBAR', 'foo')", "false"},
      {"contains('FOOBAR', 'FOO')", "true"},
      {"contains(['FOO', 'BAR'], 'foo')", "false"},
      {"contains(['FOO', 'BAR'], 'BAR')", "true"},
      {"contains({One: 1}, 'one')", "true"},
      {"contains({one: null}, 'one')", "true"},
      {"contains([[1, 2]], [1, 2])", "true"},
      {"contains({}, 1)", "error: contains() expects a property name as argument 2, got an integer"},
      {"contains(null, 'a')", "error: contains() expects an array, object or string as argument 1, got null"},
      {"indexOf('test', 't')", "0"},
      {"indexOf('abcdef', 'CD')", "2"},
      {"indexOf('abcdef', 'z')", "-1"},
      {"lastIndexOf('abcdef', 'AB')", "0"},
      {"lastIndexOf('food', 'o')", "2"},
      {"indexOf(['fizz', 'buzz', 'pop', 'fizz'], 'fizz')", "0"},
      {"lastIndexOf(['fizz', 'buzz', 'pop', 'fizz'], 'fizz')", "3"},
      {"indexOf(['FOO'], 'foo')", "-1"},
      {"indexOf(['FOO'], 123)", "-1"},
      {"startsWith('abcdef', 'AB')", "true"},
      {"endsWith('abcdef', 'EF')", "true"},
      {"startsWith('abcdef', 'e')", "false"},
      {"startsWith(5, 'e')", "error: startswith() expects a string as argument 1, got an integer"},
      {"like('prod-west', 'PROD-*')", "true"},
      {"like('aXbXc', '*x*c')", "true"},
      {"like('abc', 'b*')", "false"},
      {"length('table')", "5"},
      {"length(['one', 'two', 'three'])", "3"},
      {"length({a: 1, b: 2})", "2"},
      {"length(null)", "error: length() expects an array, object or string as argument 1, got null"},
      {"empty([])", "true"},
      {"empty('')", "true"},
      {"empty({})", "true"},
      {"empty(null)", "true"},
      {"empty('a')", "false"},
      {"empty(0)", "error: empty() expects an array, object or string as argument 1, got an integer"},
  }));
}

TEST(ArmArrayFunctions, AnswerFromPartialKnowledge) {
  EXPECT_EQ("", differences({
      {"length([?a, ?b])", "2"},
      {"length(map(?c:array, x => 1))", "length(param('c'))"},
      {"length(range(3, ?n:int))", "param('n')"},
      {"length({?k: 1})", "1"},
      {"empty(concat('x', ?a))", "false"},
      {"empty(?a)", "empty(param('a'))"},
      {"empty(uniqueString(?a))", "false"},
      {"contains([?a, 'x'], 'x')", "true"},
      {"contains([concat('a', ?a)], 'x')", "false"},
      {"contains([?a], 'x')", "contains([param('a')], 'x')"},
      {"contains({a: ?x}, 'a')", "true"},
      {"contains({a: ?x}, 'b')", "false"},
      {"contains({?k: 1}, 'b')", "contains({param('k'): 1}, 'b')"},
      {"contains(union(?o:object, {a: 1}), 'a')", "true"},
      {"contains(concat('abc', ?x), 'bc')", "true"},
      {"contains(concat('abc', ?x), 'z')", "contains(concat('abc', param('x')), 'z')"},
      {"startsWith(concat('abc', ?x), 'AB')", "true"},
      {"startsWith(concat('abc', ?x), 'x')", "false"},
      {"startsWith(concat('abc', ?x), 'abcd')", "startswith(concat('abc', param('x')), 'abcd')"},
      {"endsWith(concat(?x, '.json'), 'json')", "true"},
      {"endsWith(concat(?x, '.json'), 'yaml')", "false"},
      {"indexOf([?a, 'x'], 'x')", "indexof([param('a'), 'x'], 'x')"},
      {"indexOf(concat('ab', ?x), 'b')", "1"},
  }));
}

TEST(ArmArrayFunctions, ConcatArrays) {
  EXPECT_EQ("", differences({
      {"concat(['1-1', '1-2'], ['2-1'])", "['1-1', '1-2', '2-1']"},
      {"concat([1], ?x:array, [2], [3])", "concat([1], param('x'), [2, 3])"},
      {"concat([1], 'a')", "error: concat() expects an array as argument 2, got a string"},
      {"concat([?a], [1])", "[param('a'), 1]"},
  }));
}

TEST(ArmArrayFunctions, UnionAndIntersection) {
  EXPECT_EQ("", differences({
      {"union(['one', 'two', 'three'], ['three', 'four'])", "['one', 'two', 'three', 'four']"},
      {"union({one: 'a', two: 'b', three: 'c1'}, {three: 'c2', four: 'd', five: 'e'})",
       "{'five': 'e', 'four': 'd', 'one': 'a', 'three': 'c2', 'two': 'b'}"},
      {"union({p: {a: 1, b: [1]}}, {p: {c: 2, b: [2]}})", "{'p': {'a': 1, 'b': [2], 'c': 2}}"},
      {"union({a: 1}, {A: 2})", "{'a': 2}"},
      {"union({a: 1}, [1])", "error: union() expects arguments of one type, got arrays and objects"},
      {"union({a: 1}, 5)", "error: union() expects an array or an object as argument 2, got an integer"},
      {"union({a: 1}, ?o:object)", "union({'a': 1}, param('o'))"},
      {"union({a: 1}, if(?c:bool, {b: 2}, {}))", "if(param('c'), {'a': 1, 'b': 2}, {'a': 1})"},
      {"union([?a], [?a, 'x'])", "[param('a'), 'x']"},
      {"intersection(['fizz', 'buzz', 'pop'], ['snap', 'crackle', 'pop'])", "['pop']"},
      {"intersection({one: 'a', two: 'b', three: 'c'}, {one: 'a', two: 'z', three: 'c'})", "{'one': 'a', 'three': 'c'}"},
      {"intersection(['a'], [?x])", "intersection(['a'], [param('x')])"},
      {"intersection([concat('b', ?x)], ['a'])", "[]"},
      {"intersection({a: 1}, [1])", "error: intersection() expects arguments of one type, got arrays and objects"},
  }));
}

TEST(ArmArrayFunctions, SafeAccess) {
  EXPECT_EQ("", differences({
      {"tryGet({Hello: 'world'}, 'hello')", "'world'"},
      {"tryGet({a: {b: 1}}, 'a', 'b')", "1"},
      {"tryGet({a: 1}, 'b', 'c')", "null"},
      {"tryGet([1, 2], 1)", "2"},
      {"tryGet([1, 2], 2)", "null"},
      {"tryGet([1, 2], -1)", "null"},
      {"tryGet(null, 'a')", "null"},
      {"tryGet(?o:object, 'a', 'b')", "get(param('o'), 'a', 'b')"},
      {"tryGet({a: [1, 2]}, 'a', {value: 1, fromEnd: true})", "2"},
      {"tryGet([1, 2], {value: 0, fromEnd: false})", "1"},
      {"tryGet({a: 1}, 'a', {value: 1, fromEnd: true})", "error: an index from the end needs an array, got an integer"},
      {"tryGet({a: 1}, {b: 1})", "error: tryget() expects a property name or an index as argument 2, got an object"},
      {"indexFromEnd([1, 2, 3], 1)", "3"},
      {"indexFromEnd([1], 2)", "error: index 2 from the end is outside the array of 1"},
      {"tryIndexFromEnd([1], 2)", "null"},
      {"tryIndexFromEnd(?x:array, 1)", "indexfromend(param('x'), 1)"},
  }));
}

TEST(ArmObjectFunctions, Objects) {
  EXPECT_EQ("", differences({
      {"createObject('a', 1, 'b', [2])", "{'a': 1, 'b': [2]}"},
      {"createObject()", "{}"},
      {"createObject('a')", "error: createObject() expects pairs of key and value"},
      {"createObject(?k, 1)", "{param('k'): 1}"},
      {"objectKeys({b: 1, a: ?x})", "['b', 'a']"},
      {"items({ghiKey: 1, abcKey: 2, ABCKey: 3, '123Key': 4})",
       "[{'key': '123Key', 'value': 4}, {'key': 'abcKey', 'value': 2}, {'key': 'ABCKey', 'value': 3}, {'key': 'ghiKey', 'value': 1}]"},
      {"items(?o:object)", "items(param('o'))"},
      {"items([1])", "error: items() expects an object as argument 1, got an array"},
      {"shallowMerge([{a: {x: 1}, b: 1}, {a: {y: 2}}])", "{'a': {'y': 2}, 'b': 1}"},
      {"shallowMerge([{a: 1}, ?o:object, {b: 2}])", "shallowmerge({'a': 1}, param('o'), {'b': 2})"},
      {"shallowMerge([1])", "error: shallowMerge() expects an array of objects, got one that holds an integer"},
  }));
}
