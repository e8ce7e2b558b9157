// Examples of learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-lambda and of the
// compiler's evaluation tests (Azure/bicep, EvaluationTests.cs).

#include "tests/eval/functions_arm_harness.h"

using ringfence::test::ArmTable;

namespace {

const ArmTable kMapFilterReduceLambda("ArmLambdaFunctions", "MapFilterReduce", {
    {"map(['Evie', 'Casper'], i => format('Hello {0}!', i))", "['Hello Evie!', 'Hello Casper!']"},
    {"map(['a', 'b'], (x, i) => concat(x, i))", "['a0', 'b1']"},
    {"map([], x => x)", "[]"},
    {"map({a: 1}, x => x)", "error: map() expects an array as argument 1, got an object"},
    {"map([1], 2)", "error: map() expects a lambda as argument 2"},
    {"filter(['abc', 'def', 'ghi'], foo => equals('def', foo))", "['def']"},
    {"filter(['a', 'b', 'c', 'd'], (item, i) => equals(mod(i, 2), 0))", "['a', 'c']"},
    {"filter([1], x => 'a')", "error: filter() expects a lambda that gives a boolean, got a string"},
    {"reduce(range(1, 5), 1, (cur, next) => mul(cur, next))", "120"},
    {"reduce(['abc', 'def', 'ghi'], '', (cur, next, i) => if(equals(mod(i, 2), 0), concat(cur, next), cur))", "'abcghi'"},
    {"reduce([{foo: 123}, {bar: 456}], {}, (cur, next) => union(cur, next))", "{'bar': 456, 'foo': 123}"},
    {"reduce([], 0, (cur, next) => cur)", "0"},
    {"reduce('a', 0, (cur, next) => cur)", "error: reduce() expects an array as argument 1, got a string"},
    {"filter('a', x => true)", "error: filter() expects an array as argument 1, got a string"},
    {"map(['a'], x => fail('stop'))", "error: fail(): stop"},
    {"map(filter([0, 1, 2, 3], i => contains(filter([0, 1, 2, 3], j => equals(0, mod(j, 2))), i)), x => x)", "[0, 2]"},
});

const ArmTable kSortIsStableLambda("ArmLambdaFunctions", "SortIsStable", {
    {"sort([8, 3, 10, -13, 5], (x, y) => less(x, y))", "[-13, 3, 5, 8, 10]"},
    {"sort(['ghi', 'abc', 'def'], (x, y) => greater(x, y))", "['ghi', 'def', 'abc']"},
    {"sort([], (x, y) => true)", "[]"},
    {"sort([1, 2, 3], (x, y) => true)", "[3, 2, 1]"},
    {"sort([1, 2, 3], (x, y) => false)", "[1, 2, 3]"},
    {"sort('a', (x, y) => true)", "error: sort() expects an array as argument 1, got a string"},
    {"sort([2, 1], (x, y) => 5)", "error: sort() expects a lambda that gives a boolean, got an integer"},
});

const ArmTable kObjectsLambda("ArmLambdaFunctions", "Objects", {
    {"toObject([123, 456, 789], i => string(div(i, 100)))", "{'1': 123, '4': 456, '7': 789}"},
    {"toObject([0, 1], i => string(i), i => equals(i, 1))", "{'0': false, '1': true}"},
    {"toObject([1], i => i)", "error: toobject() expects a lambda that gives a string, got an integer"},
    {"toObject([?a], i => i, i => 1)", "{param('a'): 1}"},
    {"mapValues([1], v => v)", "error: mapvalues() expects an object as argument 1, got an array"},
    {"groupBy('a', x => x)", "error: groupby() expects an array as argument 1, got a string"},
    {"groupBy([1], x => x)", "error: groupby() expects a lambda that gives a string, got an integer"},
    {"mapValues({a: 123, b: 456}, val => mul(val, 2))", "{'a': 246, 'b': 912}"},
    {"groupBy(['apple', 'avocado', 'pear'], x => first(x))", "{'a': ['apple', 'avocado'], 'p': ['pear']}"},
    {"groupBy([{t: 'a', v: 1}, {t: 'a', v: 2}], x => tryGet(x, 't'), x => tryGet(x, 'v'))", "{'a': [1, 2]}"},
});

const ArmTable kUnknownCollectionsGiveOneTermWithTheBodyLambda("ArmLambdaFunctions", "UnknownCollectionsGiveOneTermWithTheBody", {
    {"map(?c:array, x => concat(x, '-a'))", "map(param('c'), concat(each(param('c')), '-a'))"},
    {"map(?c:array, (x, i) => i)", "map(param('c'), index(param('c')))"},
    {"filter(?c:array, x => equals(x, 'a'))", "filter(param('c'), equals(each(param('c')), 'a'))"},
    {"filter(['a', ?x], x => equals(x, 'a'))",
     "filter(['a', param('x')], equals(each(['a', param('x')]), 'a'))"},
    {"filter(['b', concat('c', ?x)], x => equals(x, 'a'))", "[]"},
    {"map([?x, 'b'], x => concat(x, '!'))", "[concat(param('x'), '!'), 'b!']"},
    {"reduce(?c:array, 0, (cur, next) => add(cur, next))", "reduce(param('c'), 0, add(previous(param('c')), each(param('c'))))"},
    {"sort(?c:array, (x, y) => less(x, y))", "sort(param('c'), less(each(param('c')), next(param('c'))))"},
    {"mapValues(?o:object, v => v)", "mapvalues(param('o'), each(param('o')))"},
    {"toObject(?c:array, x => x)", "toobject(param('c'), each(param('c')))"},
});

}  // namespace
