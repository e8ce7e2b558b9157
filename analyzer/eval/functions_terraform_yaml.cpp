// yamlencode, as zclconf/go-cty-yaml writes it: block style, every string and key in double quotes.

#include <algorithm>
#include <array>

#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

constexpr uint32_t kMaxDepth = 200;

class YamlWriter {
 public:
  /// A value that stands alone at the beginning of a line of that depth.
  void block(const Value& value, uint32_t depth) {
    if (depth > kMaxDepth) {
      out += "null\n";
    } else if (value.is_array() && value.size > 0) {
      sequence(value, depth, true);
    } else if (value.is_object() && value.size > 0) {
      mapping(value, depth, true);
    } else {
      scalar(value, depth);
      out += '\n';
      // A plain word could go on: the document says that it ends.
      if (!value.is_string() && !value.is_array() && !value.is_object()) out += "...\n";
    }
  }

  std::string out;

 private:
  void indent(uint32_t depth) { out.append(2 * static_cast<size_t>(depth), ' '); }

  /// `indented`: the first line needs its white space; after "- " it stands already.
  void sequence(const Value& list, uint32_t depth, bool indented) {
    for (const Value& item : list.array_items()) {
      if (indented) indent(depth);
      indented = true;
      out += "- ";
      if (depth < kMaxDepth && item.is_array() && item.size > 0) {
        sequence(item, depth + 1, false);
      } else if (depth < kMaxDepth && item.is_object() && item.size > 0) {
        mapping(item, depth + 1, false);
      } else {
        scalar(item, depth + 1);
        out += '\n';
      }
    }
  }

  void mapping(const Value& object, uint32_t depth, bool indented) {
    for (const Member& member : sorted_members(object)) {
      if (indented) indent(depth);
      indented = true;
      quoted(member.key);
      out += ':';
      const Value& value = member.value;
      if (depth < kMaxDepth && value.is_array() && value.size > 0) {
        out += '\n';
        sequence(value, depth, true);
      } else if (depth < kMaxDepth && value.is_object() && value.size > 0) {
        out += '\n';
        mapping(value, depth + 1, true);
      } else {
        out += ' ';
        scalar(value, depth + 1);
        out += '\n';
      }
    }
  }

  void scalar(const Value& value, uint32_t depth) {
    switch (value.kind) {
      case ValueKind::String:
        if (value.str().find('\n') != std::string_view::npos)
          literal(value.str(), depth);
        else
          quoted(value.str(), std::max<uint32_t>(depth, 1));
        return;
      case ValueKind::Int:
      case ValueKind::Double:
        out += number_text(value);
        return;
      case ValueKind::Bool:
        out += value.boolean ? "true" : "false";
        return;
      case ValueKind::Array:
        out += "[]";
        return;
      case ValueKind::Object:
        out += "{}";
        return;
      default:
        out += "null";
        return;
    }
  }

  /// `|`, with the sign that says what becomes of the last line end.
  void literal(std::string_view text, uint32_t depth) {
    out += '|';
    if (text.starts_with(' ') || text.starts_with('\n')) out += '2';
    if (!text.ends_with('\n'))
      out += '-';
    else if (text.ends_with("\n\n"))
      out += '+';
    if (text.ends_with('\n')) text.remove_suffix(1);
    while (true) {
      size_t end = text.find('\n');
      std::string_view line = text.substr(0, end);
      out += '\n';
      if (!line.empty()) indent(depth == 0 ? 1 : depth);
      out += line;
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }

  /// Characters since the line began.
  size_t column() const { return decode_utf8(std::string_view(out).substr(out.rfind('\n') + 1)).size(); }

  /// A value is broken at the first single space behind 80 characters; a key (depth 0) never.
  void quoted(std::string_view text, uint32_t depth = 0) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    constexpr size_t kWidth = 80;
    size_t place = depth > 0 ? column() + 1 : 0;
    bool spaces = false;  // was the character before one that a line may be broken at?
    out += '"';
    for (size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      auto byte = static_cast<unsigned char>(c);
      const bool breaks = depth > 0 && c == ' ' && !spaces && place > kWidth && i > 0 && i + 1 < text.size();
      spaces = c == ' ';
      if (breaks) {
        out += '\n';
        indent(depth);
        place = 2 * static_cast<size_t>(depth);
        if (text[i + 1] == ' ') out += '\\', ++place;
        continue;
      }
      const size_t before = out.size();
      switch (c) {
        case '"':
          out += "\\\"";
          break;
        case '\\':
          out += "\\\\";
          break;
        case '\n':
          out += "\\n";
          break;
        case '\r':
          out += "\\r";
          break;
        case '\t':
          out += "\\t";
          break;
        default:
          if (byte < 0x20 || byte == 0x7F) {
            out += "\\x";
            out += kDigits[byte >> 4];
            out += kDigits[byte & 15];
          } else {
            out += c;
          }
      }
      if ((byte & 0xC0) != 0x80) place += byte < 0x80 ? out.size() - before : 1;
    }
    out += '"';
  }
};

Value yaml_encode(CallContext& context) {
  YamlWriter writer;
  writer.block(context.args[0], 0);
  if (!context.spend(writer.out.size() / 16 + 1)) return context.error("yamlencode() makes too much work");
  return context.text(writer.out);
}

constexpr std::array kRows = {
    FunctionRow{"yamlencode", 1, 1, kPlain, SymbolType::String, yaml_encode},
};

}  // namespace

std::span<const FunctionRow> yaml_rows() { return kRows; }

}  // namespace ringfence::terraform_library
