// What the pieces of a string say. As in the compiler's Lexer: a single-line string has escapes, a raw
// one has none and loses the line end right after its opening quotes.

#include <algorithm>
#include <charconv>
#include <utility>

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

/// Puts the pieces of a literal together. Two \u{...} may be the halves of one UTF-16 pair; half of a
/// pair alone is no character.
class Literal {
 public:
  void append(std::string_view text) {
    if (text.empty()) return;
    end_pair();
    text_ += text;
  }

  /// One whole escape sequence, backslash included; false if it names no character.
  bool append_escape(std::string_view escape) {
    switch (escape[1]) {
      case 'n':
        append("\n");
        return true;
      case 'r':
        append("\r");
        return true;
      case 't':
        append("\t");
        return true;
      case 'u':
        return append_code(escape.substr(3, escape.size() - 4));
      default:
        append(escape.substr(1));
        return true;  // \\ \' \$ and \${
    }
  }

  /// What was put together; begins anew.
  std::string take() {
    end_pair();
    return std::exchange(text_, {});
  }

 private:
  bool append_code(std::string_view digits) {
    uint32_t code = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (error != std::errc() || code > 0x10FFFF) return false;
    if (high_ != 0 && code >= 0xDC00 && code < 0xE000) {
      append_utf8(0x10000 + ((std::exchange(high_, 0) - 0xD800) << 10) + (code - 0xDC00), text_);
      return true;
    }
    end_pair();
    if (code >= 0xD800 && code < 0xDC00) {
      high_ = code;
    } else {
      append_utf8(code >= 0xDC00 && code < 0xE000 ? kNoCharacter : code, text_);
    }
    return true;
  }

  void end_pair() {
    if (std::exchange(high_, 0) != 0) append_utf8(kNoCharacter, text_);
  }

  static constexpr uint32_t kNoCharacter = 0xFFFD;
  std::string text_;
  uint32_t high_ = 0;  // the first half of a pair whose second has not come yet
};

/// Without the line end that stands right after the opening quotes.
std::string_view without_first_line_end(std::string_view text) {
  if (!text.empty() && text.front() == '\r') text.remove_prefix(1);
  if (!text.empty() && text.front() == '\n') text.remove_prefix(1);
  return text;
}

}  // namespace

const Expr* Lowering::string(NodeIndex at) {
  std::vector<const Expr*> parts;
  std::string_view single;  // a literal of one piece needs no copy
  Literal decoded;          // one of several, or with an escape
  Span literal;
  auto add = [&](Span place, bool escape) {
    std::string_view piece = source_.text(place);
    if (!literal.valid() && !escape) {
      single = piece;
    } else {
      decoded.append(std::exchange(single, {}));
      if (escape && !decoded.append_escape(piece)) {
        diagnostics_.error("syntax-error", "the escape names no Unicode character", place);
        refused_ = true;
      } else if (!escape) {
        decoded.append(piece);
      }
    }
    literal = cover(literal, place);
  };
  auto finish = [&] {
    if (literal.valid()) parts.push_back(make_string(literal, single.empty() ? arena_.copy(decoded.take()) : single));
    single = {};
    literal = Span();
  };
  for (NodeIndex each = first(at); each != kNoNode; each = next(each)) {
    if (kind(each) == Node::Interpolation) {
      if (Span dollars = surplus_dollars(each, 1); dollars.valid()) add(dollars, false);
      finish();
      parts.push_back(expression(child(each, fields_.expression)));
    } else {
      add(span(each), kind(each) == Node::EscapeSequence);
    }
  }
  finish();
  return string_from_parts(at, parts);
}

/// The token that opens a hole is the whole run of `$`; those beyond the string's own number are text.
Span Lowering::surplus_dollars(NodeIndex hole, size_t own) const {
  std::string_view whole = text(hole);
  size_t run = std::min(whole.find('{'), whole.size());
  Span out = span(hole);
  if (run <= own) return Span();
  out.end = out.begin + static_cast<uint32_t>(run - own);
  return out;
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
      if (Span surplus = surplus_dollars(each, dollars); surplus.valid()) {
        literal += source_.text(surplus);
        place = cover(place, surplus);
      }
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
  if (at != kNoNode)
    diagnostics_.error("syntax-error", std::string(what) + " must be a string without holes", span(at));
  refused_ = true;
  return false;
}

}  // namespace ringfence::bicep
