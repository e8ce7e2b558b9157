#include "analyzer/graph/terraform_ids.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "analyzer/graph/id_index.h"

namespace ringfence {
namespace {

using Segment = std::vector<Value>;  // the parts of one id segment

/// The segments of a text that is known in part; a literal '/' ends one.
std::vector<Segment> segments_of(const Value& id, SymbolTable& symbols) {
  std::vector<Segment> out(1);
  for (const Value& part : string_parts(id, symbols.arena())) {
    if (!part.is_string()) {
      out.back().push_back(part);
      continue;
    }
    std::string_view rest = part.str();
    while (true) {
      size_t slash = rest.find('/');
      if (slash != 0 && !rest.empty()) out.back().push_back(Value::text(rest.substr(0, slash)));
      if (slash == std::string_view::npos) break;
      out.emplace_back();
      rest.remove_prefix(slash + 1);
    }
  }
  return out;
}

bool is_word(const Segment& segment, std::string_view word) {
  return segment.size() == 1 && segment[0].is_string() && equal_ignore_case(segment[0].str(), word);
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  while (true) {
    size_t end = text.find(at);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

Value ancestor(const Value& id, std::string_view type, SymbolTable& symbols) {
  std::vector<Segment> segments = segments_of(id, symbols);
  std::vector<std::string_view> types = split(type, '/');
  size_t space = segments.size();
  for (size_t i = 1; i < segments.size(); ++i) {
    if (is_word(segments[i - 1], "providers") && is_word(segments[i], types[0])) space = i;
  }
  size_t end = space + 2 * types.size() - 1;
  if (end >= segments.size()) return id;
  for (size_t i = 1; i < types.size(); ++i) {
    if (!is_word(segments[space + 2 * i - 1], types[i])) return id;
  }
  std::vector<Value> parts;
  for (size_t i = 0; i < end; ++i) {
    if (i > 0) parts.push_back(Value::text("/"));
    parts.insert(parts.end(), segments[i].begin(), segments[i].end());
  }
  return symbols.concat(parts).at(id.span, id.because);
}

Value name_of_id(const Value& id, SymbolTable& symbols) {
  std::vector<Segment> segments = segments_of(id, symbols);
  size_t provider = segments.size();
  for (size_t i = 0; i < segments.size(); ++i) {
    if (is_word(segments[i], "providers") || is_word(segments[i], "resourceGroups")) provider = i;
  }
  std::vector<Value> parts;
  if (provider == segments.size()) {
    if (id.is_string() || segments.size() > 1) {
      parts = segments.back();
    } else {
      Value arguments[] = {id, Value::text("/")};
      Value pieces[] = {symbols.make("split", arguments)};
      return symbols.make("last", pieces, {.type = SymbolType::String});
    }
  }
  // .../providers/NAMESPACE/TYPE/NAME/TYPE/NAME, .../resourceGroups/NAME
  bool group = provider < segments.size() && is_word(segments[provider], "resourceGroups");
  for (size_t i = provider + (group ? 1 : 3); i < segments.size(); i += 2) {
    if (!parts.empty()) parts.push_back(Value::text("/"));
    std::copy_if(segments[i].begin(), segments[i].end(), std::back_inserter(parts),
                 [](const Value& part) { return !part.is_symbol() || part.symbol->name != kAgain; });
  }
  return symbols.concat(parts);
}

Value child_id(const Value& parent, std::string_view parent_type, std::string_view type, const Value& name,
               SymbolTable& symbols) {
  std::vector<std::string_view> types = split(type, '/');
  size_t above = parent_type.empty() ? types.size() - 1 : split(parent_type, '/').size();
  std::vector<Segment> names = segments_of(name, symbols);
  std::vector<Value> parts = {parent};
  size_t next = names.size() > types.size() - above ? names.size() - (types.size() - above) : 0;
  for (size_t i = above; i < types.size(); ++i) {
    parts.push_back(Value::text("/"));
    parts.push_back(Value::text(types[i]));
    if (next >= names.size()) continue;
    parts.push_back(Value::text("/"));
    parts.insert(parts.end(), names[next].begin(), names[next].end());
    ++next;
  }
  return symbols.concat(parts);
}

}  // namespace ringfence
