#pragma once
// From the YAML of a condition to a Condition tree. All mistakes of a tree are reported, each at its
// place, with a did-you-mean for misspelt words. Used by compile_policies.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/knowledge/data_node.h"
#include "analyzer/knowledge/knowledge.h"
#include "analyzer/policy/condition.h"
#include "parsers/arena.h"

namespace ringfence {

class ConditionCompiler {
 public:
  /// `parameters` maps names to values; null: none.
  ConditionCompiler(Arena& arena, const Knowledge& knowledge, const DataNode* parameters, DataErrors& errors)
      : arena_(arena), knowledge_(knowledge), parameters_(parameters), errors_(errors) {}

  /// Never null; after a mistake the tree is there but must not be used.
  const Condition* compile(const DataNode& node) { return compile(node, 0); }
  FieldPath path(const DataNode& node);
  /// Where to put the ids of policies that a condition refers to.
  void note_policies_in(std::vector<std::string>& ids) { policies_ = &ids; }

 private:
  const Condition* compile(const DataNode& node, unsigned depth);
  std::span<const Condition* const> list(const DataNode& node, std::string_view key, unsigned depth);
  FieldTest field_test(const DataNode& node, std::string_view subject);
  Condition field(const DataNode& node);
  const Condition* fields(const DataNode& node, std::string_view subject);
  Condition measure(const DataNode& node, const DataNode& what);
  Condition resources(const DataNode& node, unsigned depth);
  Condition permits(const DataNode& node);
  Condition denied(const DataNode& node);
  Condition value(const DataNode& node);
  Condition count(const DataNode& node, unsigned depth);
  Condition related(const DataNode& node, unsigned depth);
  RelatedTest hop(const DataNode& node, unsigned depth);
  const RelatedTest* hops(const DataNode& path, unsigned depth);
  void related_kind(const DataNode& node, RelatedTest& out);
  void related_reference(const DataNode& node, RelatedTest& out);
  std::string_view related_words(const DataNode* words);
  Condition role(const DataNode& node);
  Condition scope_level(const DataNode& node);

  /// The one operator beside the subject's own keys.
  Test test(const DataNode& node, std::initializer_list<std::string_view> own_keys);
  Test count_test(const DataNode& node, std::string_view subject);
  const Operand* looked_up(const DataNode& node);
  std::span<const std::string_view> texts(const DataNode& node, std::string_view key);
  void check_operands(const DataNode& at, std::string_view name, const Test& test);
  void operands(const DataNode& node, std::vector<Value>& out);
  Value scalar(const DataNode& node);
  /// The node that `{ knowledge: x }` or `{ param: x }` stands for, else the node; null after a mistake.
  const DataNode* referenced(const DataNode& node);
  bool is_call(const DataNode& node, std::string_view function, std::string_view& name);
  void add_key_mistake(const DataNode& at, std::string_view key, std::vector<std::string_view> known);

  template <class T>
  const Condition* make(T node) {
    return arena_.make<Condition>(Condition{node});
  }

  Arena& arena_;
  const Knowledge& knowledge_;
  const DataNode* parameters_;
  DataErrors& errors_;
  std::vector<std::string_view> names_ = {"self"};  // that `as` gives, of the hops that are being read
  unsigned zones_ = 0;                              // enclosing eachZone
  std::vector<std::string>* policies_ = nullptr;
};

}  // namespace ringfence
