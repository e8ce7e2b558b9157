#include "parsers/terraform/plan_values.h"

#include <algorithm>
#include <charconv>

namespace ringfence::terraform {

namespace {

constexpr unsigned kMaxDepth = 150;

bool ends_with_id(std::string_view name) {
  return name.ends_with("id") || name.ends_with("ids") || name.ends_with("scope") || name.ends_with("scopes");
}

}  // namespace

PlanValues::PlanValues(const PlanJson& json, PlanModel& model, Arena& arena)
    : json_(json), model_(model), arena_(arena), references_(json, model) {
  const std::vector<PlanInstance>& all = model_.instances();
  for (size_t i = 0; i < all.size(); ++i) {
    std::string_view id = json_.text_member(all[i].values, "id");
    if (id.starts_with('/')) by_id_.emplace(id, i);
  }
  for (size_t i = 0; i < all.size(); ++i) mark_exported(i, root_of(i), 0);
}

PlanValues::Node PlanValues::root_of(size_t instance) const {
  const PlanInstance& each = model_.instances()[instance];
  Node node;
  node.value = each.values;
  node.unknown = each.unknown;
  node.sensitive = each.sensitive;
  node.sensitive_values = each.sensitive_values;
  node.config = json_.member(each.config, "expressions");
  return node;
}

bool PlanValues::is_expression(JsonIndex config) const {
  return json_.is_array(json_.member(config, "references")) || json_.member(config, "constant_value") != kNoJson ||
         (json_.is_object(config) && json_.is_empty(config));
}

PlanValues::Node PlanValues::member(const Node& node, std::string_view key) const {
  Node out;
  auto step = [&](JsonIndex from) { return json_.is_true(from) ? from : json_.member(from, key); };
  out.value = json_.member(node.value, key);
  out.unknown = step(node.unknown);
  out.sensitive = step(node.sensitive);
  out.sensitive_values = step(node.sensitive_values);
  out.config = is_expression(node.config) ? node.config : json_.member(node.config, key);
  out.path = node.path.empty() ? std::string(key) : node.path + "." + std::string(key);
  out.name = key;
  return out;
}

PlanValues::Node PlanValues::item(const Node& node, size_t place) const {
  Node out;
  auto step = [&](JsonIndex from) { return json_.is_true(from) ? from : json_.item(from, place); };
  out.value = json_.item(node.value, place);
  out.unknown = step(node.unknown);
  out.sensitive = step(node.sensitive);
  out.sensitive_values = step(node.sensitive_values);
  // A block that is nested once only is listed without the array.
  out.config = json_.is_array(node.config) ? json_.item(node.config, place) : node.config;
  out.path = node.path + "[" + std::to_string(place) + "]";
  out.name = node.name;
  return out;
}

const PlanTargets& PlanValues::targets(size_t instance, JsonIndex config) {
  auto [at, is_new] = targets_.try_emplace({instance, config});
  if (is_new) at->second = references_.targets_of(model_.instances()[instance], config);
  return at->second;
}

const PlanTarget* PlanValues::exporter(size_t instance, const Node& node) {
  if (!is_expression(node.config) || json_.is_true(node.unknown)) return nullptr;
  std::string_view text = json_.text(node.value);
  if (text.empty()) return nullptr;
  for (const PlanTarget& each : targets(instance, node.config).found) {
    if (each.instance != instance && !each.path.empty() &&
        json_.text(model_.value_at(each.instance, each.path)) == text)
      return &each;
  }
  return nullptr;
}

void PlanValues::mark_exported(size_t instance, const Node& node, unsigned depth) {
  if (depth > kMaxDepth) return;
  if (json_.is_object(node.value)) {
    json_.each_member(node.value, [&](JsonIndex key, JsonIndex) {
      mark_exported(instance, member(node, json_.text(key)), depth + 1);
    });
  } else if (json_.is_array(node.value)) {
    size_t place = 0;
    json_.each_item(node.value, [&](JsonIndex) { mark_exported(instance, item(node, place++), depth + 1); });
  } else if (const PlanTarget* from = exporter(instance, node)) {
    Node at = root_of(from->instance);
    for (const AddressStep& step : from->path) {
      at = step.kind == AddressStep::Kind::Number ? item(at, std::stoul(step.text)) : member(at, step.text);
    }
    if (at.config == kNoJson) exported_.insert(at.value);
  }
}

const Expr* PlanValues::body(size_t instance) {
  const PlanInstance& each = model_.instances()[instance];
  Node node = root_of(instance);
  if (const Expr* made = json_.is_object(node.value) ? object(instance, node, 0) : nullptr) return made;
  return make(json_.span(each.entry), ObjectExpr{});
}

/// Null when it is as if it were not written.
const Expr* PlanValues::lower(size_t instance, const Node& node, unsigned depth) {
  if (depth > kMaxDepth) {
    if (!too_deep_.valid()) too_deep_ = json_.span(node.value);
    return nullptr;
  }
  bool sensitive = json_.is_true(node.sensitive) || json_.is_true(node.sensitive_values);
  if (json_.is_true(node.unknown)) {
    if (node.config == kNoJson) return nullptr;
    return sensitive ? secret(instance, node) : unknown(instance, node);
  }
  if (node.value == kNoJson || json_.is(node.value, JsonKind::Null)) return nullptr;
  if (exported_.count(node.value)) return nullptr;
  if (sensitive) return secret(instance, node);
  if (json_.is_object(node.value)) return object(instance, node, depth);
  if (json_.is_array(node.value)) return array(instance, node, depth);
  if (json_.is(node.value, JsonKind::String)) return text(instance, node);
  return scalar(node.value);
}

const Expr* PlanValues::object(size_t instance, const Node& node, unsigned depth) {
  std::vector<ObjectItem> items;
  auto add = [&](JsonIndex key) {
    const Expr* value = lower(instance, member(node, json_.text(key)), depth + 1);
    if (!value) return;
    const Expr* name = make(json_.span(key), StringLiteral{arena_.copy(json_.text(key))});
    items.push_back({name, value, cover(json_.span(key), value->span)});
  };
  json_.each_member(node.value, [&](JsonIndex key, JsonIndex) { add(key); });
  json_.each_member(node.unknown, [&](JsonIndex key, JsonIndex) {
    if (json_.member(node.value, json_.text(key)) == kNoJson) add(key);
  });
  return make(json_.span(node.value), ObjectExpr{arena_.copy(items)});
}

const Expr* PlanValues::array(size_t instance, const Node& node, unsigned depth) {
  // Providers give back an empty list for each block that is not there.
  if (json_.is_empty(node.value) && node.config == kNoJson) return nullptr;
  size_t among = 0;
  json_.each_item(node.unknown, [&](JsonIndex each) { among += json_.is_true(each) ? 1 : 0; });
  std::vector<ArrayItem> items;
  size_t place = 0, ordinal = 0;
  json_.each_item(node.value, [&](JsonIndex) {
    Node each = item(node, place++);
    if (json_.is_true(each.unknown)) {
      each.ordinal = ordinal++;
      each.among = among;
      if (each.config == kNoJson) {
        items.push_back({nameless(instance, each.path, json_.span(each.value)), false});
        return;
      }
    }
    if (const Expr* value = lower(instance, each, depth + 1)) items.push_back({value, false});
  });
  return make(json_.span(node.value), ArrayExpr{arena_.copy(items)});
}

/// A text, or the reference that it is: by its expression, else because it is the id of something in the plan.
const Expr* PlanValues::text(size_t instance, const Node& node) {
  Span span = json_.span(node.value);
  if (node.path == "id") return scalar(node.value);
  if (const PlanTarget* from = exporter(instance, node)) return reference(*from, span);
  std::string_view value = json_.text(node.value);
  for (std::string_view id = value; id.starts_with('/') && id.size() > 1; id = id.substr(0, id.rfind('/'))) {
    auto found = by_id_.find(id);
    if (found == by_id_.end() || found->second == instance) continue;
    const Expr* whole = reference({found->second, {{AddressStep::Kind::Name, "id"}}}, span);
    if (id.size() == value.size()) return whole;
    const Expr* parts[] = {whole, make(span, StringLiteral{arena_.copy(value.substr(id.size()))})};
    return make(span, Interpolation{arena_.copy(std::span<const Expr* const>(parts))});
  }
  return scalar(node.value);
}

/// `x[each.key].id` is listed as `x`: what is unknown of it and of that name, else its id where one is meant.
void PlanValues::complete_path(PlanTarget& target, const Node& node) const {
  if (!target.path.empty()) return;
  AddressSteps path{{AddressStep::Kind::Name, std::string(node.name)}};
  JsonIndex unknown = model_.instances()[target.instance].unknown;
  if (json_.is_true(json_.member(unknown, node.name))) {
    target.path = path;
    return;
  }
  json_.each_member(unknown, [&](JsonIndex key, JsonIndex blocks) {
    if (target.path.empty() && json_.is_true(json_.member(json_.item(blocks, 0), node.name))) {
      target.path = {
          {AddressStep::Kind::Name, std::string(json_.text(key))}, {AddressStep::Kind::Number, "0"}, path[0]};
    }
  });
  if (target.path.empty() && ends_with_id(node.name) && json_.is_true(json_.member(unknown, "id"))) {
    target.path = {{AddressStep::Kind::Name, "id"}};
  }
}

const Expr* PlanValues::unknown(size_t instance, const Node& node) {
  const PlanInstance& own = model_.instances()[instance];
  Span span = json_.span(node.value == kNoJson ? own.entry : node.value);
  if (node.value == kNoJson) span = json_.span(json_.member(own.entry, "address"));
  std::vector<PlanTarget> causes;
  PlanTargets all = targets(instance, node.config);
  bool complete = all.complete;
  for (PlanTarget& each : all.found) {
    if (each.instance == instance) continue;
    complete_path(each, node);
    if (each.path.empty() || model_.is_unknown(each.instance, each.path)) causes.push_back(std::move(each));
  }
  // In a list, as many causes as elements stand for them in their order.
  if (node.among > 1 && causes.size() == node.among) return reference(causes[node.ordinal], span);
  const Expr* rest = nullptr;
  if (!complete || causes.empty() || node.among > 1) rest = nameless(instance, node.path, span);
  // One of several: which one is not told.
  for (size_t i = causes.size(); i-- > 0;) {
    const Expr* one = reference(causes[i], span);
    if (rest) {
      const Expr* which = nameless(instance, node.path + "?" + std::to_string(i), span);
      rest = make(span, ConditionalExpr{which, one, rest});
    } else {
      rest = one;
    }
  }
  return rest;
}

const Expr* PlanValues::reference(const PlanTarget& target, Span span) {
  const PlanInstance& to = model_.instances()[target.instance];
  Reference head;
  head.kind = to.data ? RefKind::Data : RefKind::Resource;
  head.name = arena_.copy(to.address);
  head.type = arena_.copy(to.type);
  const Expr* out = make(span, head);
  for (const AddressStep& step : target.path) {
    if (step.kind == AddressStep::Kind::Name) {
      out = make(span, MemberExpr{out, arena_.copy(step.text), span, false, false});
      continue;
    }
    const Expr* index = step.kind == AddressStep::Kind::Key
                            ? make(span, StringLiteral{arena_.copy(step.text)})
                            : make(span, IntLiteral{static_cast<int64_t>(std::stoul(step.text))});
    out = make(span, IndexExpr{out, index, false, false});
  }
  return out;
}

const Expr* PlanValues::nameless(size_t instance, const std::string& path, Span span) {
  return reference({instance, {{AddressStep::Kind::Name, "(" + path + ")"}}}, span);
}

const Expr* PlanValues::secret(size_t instance, const Node& node) {
  const PlanInstance& own = model_.instances()[instance];
  Span span = json_.span(node.value == kNoJson ? json_.member(own.entry, "address") : node.value);
  Reference use;
  use.kind = RefKind::Parameter;
  use.name = add_secret(own.address + "." + node.path, node.value, span).name;
  return make(span, use);
}

const Parameter& PlanValues::add_secret(const std::string& name, JsonIndex value, Span span) {
  static const TypeExpr kAny;
  Parameter out;
  out.name = arena_.copy(name);
  out.type = &kAny;
  out.secure = true;
  out.default_value = value == kNoJson ? nullptr : literal(value);
  out.span = out.name_span = span;
  secrets_.push_back(out);
  return secrets_.back();
}

const Expr* PlanValues::planned(JsonIndex value) {
  const Expr* args[] = {literal(value)};
  CallExpr call;
  call.name = "@planned";
  call.args = arena_.copy(std::span<const Expr* const>(args));
  return make(json_.span(value), call);
}

const Expr* PlanValues::literal(JsonIndex value, unsigned depth) {
  if (depth > kMaxDepth) return make(json_.span(value), NullLiteral{});
  if (json_.is_object(value)) {
    std::vector<ObjectItem> items;
    json_.each_member(value, [&](JsonIndex key, JsonIndex inner) {
      const Expr* name = make(json_.span(key), StringLiteral{arena_.copy(json_.text(key))});
      items.push_back({name, literal(inner, depth + 1), cover(json_.span(key), json_.span(inner))});
    });
    return make(json_.span(value), ObjectExpr{arena_.copy(items)});
  }
  if (json_.is_array(value)) {
    std::vector<ArrayItem> items;
    json_.each_item(value, [&](JsonIndex inner) { items.push_back({literal(inner, depth + 1), false}); });
    return make(json_.span(value), ArrayExpr{arena_.copy(items)});
  }
  return scalar(value);
}

const Expr* PlanValues::scalar(JsonIndex value) {
  Span span = json_.span(value);
  if (json_.is(value, JsonKind::String)) return make(span, StringLiteral{arena_.copy(json_.text(value))});
  if (json_.is(value, JsonKind::True) || json_.is(value, JsonKind::False))
    return make(span, BoolLiteral{json_.is_true(value)});
  if (json_.is(value, JsonKind::Null)) return make(span, NullLiteral{});
  std::string_view digits = json_.raw(value);
  int64_t integer = 0;
  auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), integer);
  if (error == std::errc() && stop == digits.data() + digits.size()) return make(span, IntLiteral{integer});
  double number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return make(span, DoubleLiteral{number, arena_.copy(digits)});
}

}  // namespace ringfence::terraform
