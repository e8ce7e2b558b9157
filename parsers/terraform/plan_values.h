#pragma once
// PlanValues: the planned values of an instance as the body of a Resource.
//
// Known values become literals at their place in the JSON, or references where they are what another instance
// exports (an id, a principal), so that a second deployment links as the first one. Unknown ones that the
// configuration writes become references too; those that it does not write are left out, as nobody set them.

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parsers/template.h"
#include "parsers/terraform/plan_references.h"

namespace ringfence::terraform {

class PlanValues {
 public:
  PlanValues(const PlanJson& json, PlanModel& model, Arena& arena);

  const Expr* body(size_t instance);
  /// A value without any look at the rest of the plan.
  const Expr* literal(JsonIndex value) { return literal(value, 0); }
  /// The first value that is nested too deep to be read; else nowhere.
  Span too_deep() const { return too_deep_; }
  const Expr* text_of(std::string_view text, Span span) { return make(span, StringLiteral{arena_.copy(text)}); }
  /// Call "@planned"(value): a variable's value that a file or a default may have given as well.
  const Expr* planned(JsonIndex value);
  /// The secure parameter of that name, for what stands at `value` (kNoJson: nothing does).
  const Parameter& add_secret(const std::string& name, JsonIndex value, Span span);
  /// A secure parameter for each sensitive value that was met; its default is the value, which is then hidden wherever
  /// the file is quoted.
  const std::vector<Parameter>& secrets() const { return secrets_; }

 private:
  /// A value and what is said of it elsewhere, in the same shape.
  struct Node {
    JsonIndex value = kNoJson, unknown = kNoJson, sensitive = kNoJson, sensitive_values = kNoJson;
    JsonIndex config = kNoJson;     // blocks or an expression; kNoJson: not written
    std::string path;               // "network_rules[0].default_action"
    std::string_view name;          // of the attribute: the last name of the path
    size_t ordinal = 0, among = 1;  // of the unknown elements of a list
  };

  const Expr* lower(size_t instance, const Node& node, unsigned depth);
  const Expr* object(size_t instance, const Node& node, unsigned depth);
  const Expr* array(size_t instance, const Node& node, unsigned depth);
  const Expr* text(size_t instance, const Node& node);
  const Expr* unknown(size_t instance, const Node& node);
  const Expr* secret(size_t instance, const Node& node);
  const Expr* literal(JsonIndex value, unsigned depth);
  const Expr* scalar(JsonIndex value);
  const Expr* reference(const PlanTarget& target, Span span);
  /// A term of that resource alone, for what is unknown and cannot be followed.
  const Expr* nameless(size_t instance, const std::string& path, Span span);
  void complete_path(PlanTarget& target, const Node& node) const;

  Node member(const Node& node, std::string_view key) const;
  Node item(const Node& node, size_t place) const;
  bool is_expression(JsonIndex config) const;
  const PlanTargets& targets(size_t instance, JsonIndex config);
  /// The exported value that a text is, by the references of its expression.
  const PlanTarget* exporter(size_t instance, const Node& node);
  void mark_exported(size_t instance, const Node& node, unsigned depth);
  Node root_of(size_t instance) const;

  template <class T>
  const Expr* make(Span span, T node) {
    return arena_.make<Expr>(span, ExprNode(std::move(node)));
  }

  const PlanJson& json_;
  PlanModel& model_;
  Arena& arena_;
  PlanReferences references_;
  std::unordered_map<std::string_view, size_t> by_id_;           // an `id` that is known
  std::map<std::pair<size_t, JsonIndex>, PlanTargets> targets_;  // by instance and expression
  std::set<JsonIndex> exported_;  // computed values that another instance takes: known by reference, not by value
  std::vector<Parameter> secrets_;
  Span too_deep_;
};

}  // namespace ringfence::terraform
