// What the pieces of a string say. As in the compiler's Lexer: a single-line string has escapes, a raw
// one has none and loses the line end right after its opening quotes.

#include <algorithm>
#include <charconv>

#include "parsers/bicep/lowering.h"

namespace ringfence::bicep {

namespace {

void append_utf8(uint32_t code, std::string& out) {
  auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

/// One whole escape sequence, backslash included; false if it names no character.
bool append_escape(std::string_view escape, std::string& out) {
  switch (escape[1]) {
    case 'n': out += '\n'; return true;
    case 'r': out += '\r'; return true;
    case 't': out += '\t'; return true;
    case 'u': {
      std::string_view digits = escape.substr(3, escape.size() - 4);
      uint32_t code = 0;
      auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
      if (error != std::errc() || code > 0x10FFFF) return false;
      append_utf8(code >= 0xD800 && code < 0xE000 ? 0xFFFD : code, out);  // half of a pair is no character
      return true;
    }
    default: out += escape.substr(1); return true;  // \\ \' \$ and \${
  }
}

/// Without the line end that stands right after the opening quotes.
std::string_view without_first_line_end(std::string_view text) {
  if (!text.empty() && text.front() == '\r') text.remove_prefix(1);
  if (!text.empty() && text.front() == '\n') text.remove_prefix(1);
  return text;
}

}  // namespace

const Expr* Lowering::string(NodeIndex at) {
  std::vector<const Expr*> parts;
  std::string decoded;      // the literal being put together, once it is more than one piece
  std::string_view single;  // its only piece so far
  Span literal;
  auto add = [&](NodeIndex piece) {
    if (literal.valid() && decoded.empty()) decoded = single;
    literal = cover(literal, span(piece));
    if (kind(piece) == Node::EscapeSequence) {
      if (append_escape(text(piece), decoded)) return;
      diagnostics_.error("syntax-error", "the escape names no Unicode character", span(piece));
      refused_ = true;
    } else if (decoded.empty() && literal == span(piece)) {
      single = text(piece);
    } else {
      decoded += text(piece);
    }
  };
  auto finish = [&] {
    if (literal.valid()) parts.push_back(make_string(literal, decoded.empty() ? single : arena_.copy(decoded)));
    decoded.clear();
    single = {};
    literal = Span();
  };
  for (NodeIndex each = first(at); each != kNoNode; each = next(each)) {
    if (kind(each) == Node::Interpolation) {
      finish();
      parts.push_back(expression(child(each, fields_.expression)));
    } else {
      add(each);
    }
  }
  finish();
  return string_from_parts(at, parts);
}

const Expr* Lowering::raw_string(NodeIndex at) {
  std::string_view whole = text(at);
  size_t dollars = std::min(whole.find('\''), whole.size());
  if (dollars == 0) {
    if (whole.size() < 6) return make_string(span(at), {});  // broken: recovery stitched it together
    return make_string(span(at), without_first_line_end(whole.substr(3, whole.size() - 6)));
  }
  std::vector<const Expr*> parts;
  std::string literal;
  Span place;
  auto finish = [&] {
    if (!literal.empty()) parts.push_back(make_string(place, arena_.copy(literal)));
    literal.clear();
    place = Span();
  };
  bool at_start = true;
  NodeIndex last = kNoNode;
  for (NodeIndex each = tree_[at].first_child; each != kNoNode; each = tree_[each].next_sibling) {
    last = each;
    if (kind(each) == Node::StringContent) {
      literal += at_start ? without_first_line_end(text(each)) : text(each);
      place = cover(place, span(each));
      at_start = false;
    } else if (kind(each) == Node::Interpolation) {
      // The opening token is the whole run of `$`; those beyond the string's own number are text.
      std::string_view hole = text(each);
      size_t run = std::min(hole.find('{'), hole.size());
      if (run > dollars) literal.append(run - dollars, '$');
      if (run > dollars) place = cover(place, span(each));
      finish();
      parts.push_back(expression(child(each, fields_.expression)));
      at_start = false;
    }
  }
  // Likewise the closing token is the whole run of quotes.
  if (last != kNoNode && !tree_[last].named && tree_[last].end - tree_[last].begin > 3) {
    literal.append(tree_[last].end - tree_[last].begin - 3, '\'');
    place = cover(place, span(last));
  }
  finish();
  return string_from_parts(at, parts);
}

const Expr* Lowering::string_from_parts(NodeIndex at, std::vector<const Expr*>& parts) {
  if (parts.empty()) return make_string(span(at), {});
  if (parts.size() == 1) {
    NodeIndex only = first(at);
    bool hole = only != kNoNode && kind(only) == Node::Interpolation;
    const auto* literal = hole ? nullptr : as<StringLiteral>(parts[0]);
    if (literal) return make_string(span(at), literal->text);
  }
  return make(span(at), Interpolation{arena_.copy(std::span<const Expr* const>(parts))});
}

bool Lowering::literal_text(NodeIndex at, std::string_view what, std::string_view& out) {
  const Expr* value = at == kNoNode ? nullptr : expression(at);
  if (const auto* literal = as<StringLiteral>(value)) {
    out = literal->text;
    return true;
  }
  if (at != kNoNode) diagnostics_.error("syntax-error", std::string(what) + " must be a string without holes", span(at));
  refused_ = true;
  return false;
}

}  // namespace ringfence::bicep
