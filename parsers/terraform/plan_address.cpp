#include "parsers/terraform/plan_address.h"

#include <algorithm>

namespace ringfence::terraform {

namespace {

constexpr size_t kMaxSteps = 200;
constexpr size_t kMaxDigits = 9;  // of an index: it is read as a number elsewhere

/// From after `[`: the index, and `at` after `]`.
bool read_index(std::string_view text, size_t& at, AddressStep& out) {
  if (at < text.size() && text[at] == '"') {
    out.kind = AddressStep::Kind::Key;
    for (++at; at < text.size() && text[at] != '"'; ++at) {
      if (text[at] == '\\' && at + 1 < text.size()) ++at;
      // Terraform doubles the sign of a template in a key.
      if ((text[at] == '$' || text[at] == '%') && text.substr(at, 3) == std::string(2, text[at]) + "{") ++at;
      out.text += text[at];
    }
    if (at >= text.size()) return false;
    ++at;
  } else {
    out.kind = AddressStep::Kind::Number;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') out.text += text[at++];
    if (out.text.empty() || out.text.size() > kMaxDigits) return false;
  }
  return at < text.size() && text[at++] == ']';
}

}  // namespace

std::optional<AddressSteps> read_address(std::string_view text) {
  AddressSteps out;
  for (size_t at = 0; at < text.size();) {
    if (out.size() >= kMaxSteps) return std::nullopt;
    AddressStep step;
    if (text[at] == '[') {
      if (!read_index(text, ++at, step)) return std::nullopt;
    } else {
      if (text[at] == '.') ++at;
      size_t end = std::min(text.find_first_of(".[", at), text.size());
      if (end == at) return std::nullopt;
      step.text = text.substr(at, end - at);
      at = end;
    }
    out.push_back(std::move(step));
  }
  return out;
}

std::string index_text(const AddressStep& step) {
  if (step.kind == AddressStep::Kind::Number) return "[" + step.text + "]";
  std::string out = "[\"";
  for (size_t i = 0; i < step.text.size(); ++i) {
    char c = step.text[i];
    if (c == '"' || c == '\\') out += '\\';
    if ((c == '$' || c == '%') && i + 1 < step.text.size() && step.text[i + 1] == '{') out += c;
    out += c;
  }
  return out + "\"]";
}

}  // namespace ringfence::terraform
