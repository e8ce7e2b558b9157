#pragma once
// What the families of Terraform functions (functions_terraform_*.cpp) share: the list of tables,
// reading arguments with Terraform's conversions, text of numbers, and sets.
//
// Numbers are int64 where they are whole and double otherwise. A set is an array without repeated
// items in Terraform's order. Comes under functions.h; nothing but this folder includes it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/eval/functions.h"

namespace ringfence::terraform_library {

std::span<const FunctionRow> cidr_rows();
std::span<const FunctionRow> collection_rows();
std::span<const FunctionRow> control_rows();
std::span<const FunctionRow> conversion_rows();
std::span<const FunctionRow> date_rows();
std::span<const FunctionRow> encoding_rows();
std::span<const FunctionRow> file_rows();
std::span<const FunctionRow> format_rows();
std::span<const FunctionRow> hash_rows();
std::span<const FunctionRow> list_rows();
std::span<const FunctionRow> number_rows();
std::span<const FunctionRow> regex_rows();
std::span<const FunctionRow> set_rows();
std::span<const FunctionRow> string_rows();
std::span<const FunctionRow> yaml_rows();
std::span<const FunctionRow> yamldecode_rows();

// ---- conversions -----------------------------------------------------------------------------------

/// As Terraform prints it: no exponent, no trailing zeros.
std::string number_text(const Value& number);
/// Whole numbers become Int.
Value number_value(double number);
/// A number written in a string ("12", "1e5", "0.5"); nullopt when it is none.
std::optional<Value> parse_number(std::string_view text);
/// String of a string, number or bool; nullopt for anything else.
std::optional<std::string> primitive_text(const Value& value);
std::optional<bool> to_bool(const Value& value);
std::optional<Value> to_number(const Value& value);
double as_double(const Value& number);

/// Reads the arguments of a call; the first one that is wrong makes `error()`. Symbols do not convert.
class Arguments {
 public:
  explicit Arguments(CallContext& context) : context_(context) {}

  std::string_view text(size_t index);
  double number(size_t index);
  int64_t integer(size_t index);
  bool boolean(size_t index);
  std::span<const Value> list(size_t index);
  std::span<const Member> object(size_t index);

  bool failed() const { return failed_; }
  Value error() const { return error_; }
  Value fail(size_t index, std::string_view expected);

 private:
  CallContext& context_;
  bool failed_ = false;
  Value error_;
};

// ---- terms -----------------------------------------------------------------------------------------

bool is_error(const Value& value);
/// The term of another name, with the reason and secrecy of what is unknown in `args`.
Value term(CallContext& context, std::string_view name, std::span<const Value> args, SymbolType type);
/// The term of the call itself.
Value unknown_call(CallContext& context, SymbolType type);
/// Has one of the first `count` arguments a symbol as itself (not inside)?
bool is_unknown(const Value& value);

// ---- lists and sets --------------------------------------------------------------------------------

Value list_value(CallContext& context, const std::vector<Value>& items);
/// Where strings stand beside numbers or booleans, all become strings, as in a Terraform list.
void unify(CallContext& context, std::vector<Value>& items);
/// Sorted as Terraform orders sets, repeated items dropped. Symbols come last, in the order given.
void make_set(CallContext& context, std::vector<Value>& items);
/// Members by key, as Terraform iterates maps and objects.
std::vector<Member> sorted_members(const Value& object);
/// What sets are ordered by when items are not of one primitive type.
std::string order_text(const Value& value);

/// jsonencode's text.
void append_json(std::string& out, const Value& value, uint32_t depth = 0);

// ---- bytes -----------------------------------------------------------------------------------------

std::string md5(std::string_view bytes);  // raw digests
std::string sha1(std::string_view bytes);
std::string sha256(std::string_view bytes);
std::string sha512(std::string_view bytes);
std::string hex(std::string_view bytes);
void append_utf8(std::string& out, uint32_t code);
/// Code points; bytes that are no UTF-8 count as U+FFFD each.
std::u32string decode_utf8(std::string_view text);
std::string encode_utf8(std::u32string_view text);

}  // namespace ringfence::terraform_library
