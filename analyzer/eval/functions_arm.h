#pragma once
// What the families of ARM and Bicep functions (functions_arm_*.cpp) share: the list of tables,
// and the engine's conversions between values and text. Semantics are those of Azure's deployment
// engine (.NET): strings count UTF-16 units, booleans print as True, integers have 64 bits.
//
// Comes under functions.h; nothing but this folder includes it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/eval/functions.h"

namespace ringfence::arm {

std::span<const FunctionRow> array_rows();
std::span<const FunctionRow> cidr_rows();
std::span<const FunctionRow> date_rows();
std::span<const FunctionRow> encode_rows();
std::span<const FunctionRow> file_rows();
std::span<const FunctionRow> format_rows();
std::span<const FunctionRow> id_rows();
std::span<const FunctionRow> lambda_rows();
std::span<const FunctionRow> logic_rows();
std::span<const FunctionRow> number_rows();
std::span<const FunctionRow> object_rows();
std::span<const FunctionRow> runtime_rows();
std::span<const FunctionRow> scope_rows();
std::span<const FunctionRow> search_rows();
std::span<const FunctionRow> string_rows();
std::span<const FunctionRow> uri_rows();

// ---- arguments -------------------------------------------------------------------------------------

/// "string", "array", ... for messages.
std::string_view kind_name(const Value& value);

/// The error "toLower() expects a string as argument 1, got an array".
Value wrong_type(CallContext& context, size_t argument, std::string_view expected);

bool is_error(const Value& value);

/// The outcome when CallContext::spend says no.
Value too_much(CallContext& context);

/// Bytes of the longest text that is built, and items of the longest list (what is longer is not looked at again).
constexpr size_t kLongestText = 4 * 1024 * 1024;
constexpr size_t kMostItems = 200'000;

/// SymbolTable::concat, and a diagnostic when the text becomes too long.
Value join_text(CallContext& context, std::span<const Value> parts);

/// The term name(args) of that type, with the reason and secrecy of the unknowns it is made of.
Value unknown(CallContext& context, SymbolType type);

/// A term of another name, likewise.
Value make_term(CallContext& context, std::string_view name, std::span<const Value> args, SymbolType type);

/// The type a symbol is known to have; that of a plain value otherwise.
SymbolType type_of(const Value& value);

/// The literal text with which a string value begins, and with which it ends; "" when nothing is known.
std::string_view literal_prefix(const Value& value, Arena& arena);
std::string_view literal_suffix(const Value& value, Arena& arena);

/// Name of the management group that the template is deployed to; a term when that is the root's.
Value management_group_name(CallContext& context);

// ---- text ------------------------------------------------------------------------------------------

/// What string() and interpolation print for a plain value: True, 12, text, compact JSON.
/// `quote` is the quote sign of JSON strings: format() uses a single one.
std::string to_text(const Value& value, char quote = '"');

/// Compact JSON as Newtonsoft.Json writes it.
void append_json(std::string& out, const Value& value, char quote = '"', uint32_t depth = 0);

/// Reads JSON (comments and single-quoted strings are accepted, as by the engine). nullopt with `error` filled
/// when it is not JSON or nested deeper than 100 levels.
std::optional<Value> read_json(std::string_view text, Arena& arena, std::string& error);

/// Reads the first document of a YAML text, likewise.
std::optional<Value> read_yaml(std::string_view text, Arena& arena, std::string& error);
/// Reads a YAML text of one document in Terraform's schema.
std::optional<Value> read_terraform_yaml(std::string_view text, Arena& arena, std::string& error);
/// A plain scalar in Terraform's schema.
Value resolve_terraform_yaml(std::string_view text, Arena& arena);

/// What a JSONPath selects, as Newtonsoft.Json does: the value, or an array when there are several. nullopt with
/// `error` filled when there is nothing there or the path cannot be read.
std::optional<Value> select_path(const Value& document, std::string_view path, Arena& arena, std::string& error);

/// .NET's shortest round-trip text of a number.
std::string number_text(double number);

/// Composite format of one number: "N2", "D5", "X4", "0.00". nullopt: not a format.
std::optional<std::string> format_number(const Value& number, std::string_view format);

// ---- UTF-16 --------------------------------------------------------------------------------------

bool is_ascii(std::string_view text);
std::u16string to_utf16(std::string_view text);
std::string to_utf8(std::u16string_view text);
/// Number of UTF-16 units.
int64_t text_length(std::string_view text);
/// `count` units from `start`; both must lie within the text.
std::string text_slice(std::string_view text, int64_t start, int64_t count);
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

// ---- hashes --------------------------------------------------------------------------------------

/// 13 characters of a-z2-7, as the engine's uniqueString makes them of the arguments joined with '-'.
std::string unique_string(std::string_view text);
/// RFC 4122 version 5 UUID in the namespace of the engine's guid().
std::string name_guid(std::string_view text);

std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);

/// "%20" as " "; a '%' without two digits stays.
std::string percent_decode(std::string_view text);

// ---- building --------------------------------------------------------------------------------------

/// Object members under construction: a later value of a key replaces the earlier one, in its place.
class ObjectBuilder {
 public:
  explicit ObjectBuilder(Arena& arena, KeyCase key_case = KeyCase::Insensitive) : arena_(arena), key_case_(key_case) {}
  void set(std::string_view key, const Value& value) { set(Member{key, nullptr, {}, value}); }
  void set(const Member& member);
  /// Value of that key so far, or null.
  const Value* find(std::string_view key) const;
  Value build() const { return Value::object(arena_.copy(members_)); }

 private:
  std::string index_key(std::string_view key) const;

  Arena& arena_;
  KeyCase key_case_;
  std::vector<Member> members_;
  std::unordered_map<std::string, size_t> places_;
};

inline Value make_array(Arena& arena, const std::vector<Value>& items) { return Value::array(arena.copy(items)); }

}  // namespace ringfence::arm
