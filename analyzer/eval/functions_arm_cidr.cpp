// parseCidr, cidrSubnet, cidrHost for IPv4 and IPv6.
// Source: learn.microsoft.com, "CIDR functions for ARM templates".

#include <algorithm>
#include <array>
#include <charconv>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

/// An address in network byte order; IPv4 uses the first four bytes.
struct Network {
  std::array<unsigned char, 16> bytes{};
  int bits = 32;  // of an address
  int prefix = 0;
};

bool read_number(std::string_view text, int base, int most, int& number) {
  if (text.empty() || text.size() > 4) return false;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size() && number >= 0 && number <= most;
}

bool read_ipv4(std::string_view text, unsigned char* out) {
  for (int i = 0; i < 4; ++i) {
    const size_t dot = i < 3 ? text.find('.') : text.size();
    int number = 0;
    if (dot == std::string_view::npos || !read_number(text.substr(0, dot), 10, 255, number)) return false;
    out[i] = static_cast<unsigned char>(number);
    if (i < 3) text.remove_prefix(dot + 1);
  }
  return true;
}

/// Groups of `text`, two bytes each, appended to `out`; the last may be an IPv4 address.
bool read_groups(std::string_view text, std::vector<unsigned char>& out) {
  while (!text.empty()) {
    const size_t colon = std::min(text.find(':'), text.size());
    const std::string_view group = text.substr(0, colon);
    if (colon == text.size() && group.find('.') != std::string_view::npos) {
      unsigned char tail[4];
      if (!read_ipv4(group, tail)) return false;
      out.insert(out.end(), tail, tail + 4);
      return true;
    }
    int number = 0;
    if (!read_number(group, 16, 0xffff, number)) return false;
    out.push_back(static_cast<unsigned char>(number >> 8));
    out.push_back(static_cast<unsigned char>(number & 255));
    if (out.size() > 16) return false;
    if (colon == text.size()) return true;
    text.remove_prefix(colon + 1);
    if (text.empty()) return false;
  }
  return true;
}

bool read_ipv6(std::string_view text, std::array<unsigned char, 16>& out) {
  const size_t gap = text.find("::");
  std::vector<unsigned char> head, tail;
  if (!read_groups(text.substr(0, gap), head)) return false;
  if (gap != std::string_view::npos && !read_groups(text.substr(gap + 2), tail)) return false;
  const size_t known = head.size() + tail.size();
  if (gap == std::string_view::npos ? known != 16 : known > 14) return false;
  std::copy(head.begin(), head.end(), out.begin());
  std::copy(tail.begin(), tail.end(), out.end() - static_cast<std::ptrdiff_t>(tail.size()));
  return true;
}

/// The prefix of an address without one, by the class of its network; nullopt for multicast addresses. Templates that
/// deploy rely on it (Azure Verified Modules: cidrSubnet('10.0.0.0', 16, 0)).
std::optional<int> class_prefix(const Network& network) {
  if (network.bits == 128) return 64;
  const unsigned char first = network.bytes[0];
  if (first >= 224) return std::nullopt;
  return first < 128 ? 8 : first < 192 ? 16 : 24;
}

std::optional<Network> read_network(std::string_view text) {
  const size_t slash = std::min(text.find('/'), text.size());
  Network network;
  const std::string_view address = text.substr(0, slash);
  if (address.find(':') != std::string_view::npos) {
    network.bits = 128;
    if (!read_ipv6(address, network.bytes)) return std::nullopt;
  } else if (!read_ipv4(address, network.bytes.data())) {
    return std::nullopt;
  }
  if (slash == text.size()) {
    const auto prefix = class_prefix(network);
    if (!prefix) return std::nullopt;
    network.prefix = *prefix;
  } else if (!read_number(text.substr(slash + 1), 10, network.bits, network.prefix)) {
    return std::nullopt;
  }
  return network;
}

/// Sets all bits behind the prefix to `value`.
Network with_host_bits(Network network, bool value) {
  for (int bit = network.prefix; bit < network.bits; ++bit) {
    const auto mask = static_cast<unsigned char>(0x80 >> (bit % 8));
    auto& byte = network.bytes[static_cast<size_t>(bit / 8)];
    byte = static_cast<unsigned char>(value ? byte | mask : byte & ~mask);
  }
  return network;
}

/// Adds number << shift; false when it leaves the address space.
bool add_shifted(Network& network, uint64_t number, int shift) {
  unsigned carry = 0;
  for (int bit = 0; bit < network.bits; ++bit) {
    const int place = bit - shift;
    const unsigned digit = place >= 0 && place < 64 ? (number >> place) & 1 : 0;
    const int from_left = network.bits - 1 - bit;
    auto& byte = network.bytes[static_cast<size_t>(from_left / 8)];
    const auto mask = static_cast<unsigned char>(0x80 >> (from_left % 8));
    const unsigned sum = ((byte & mask) != 0 ? 1u : 0u) + digit + carry;
    byte = static_cast<unsigned char>((sum & 1) != 0 ? byte | mask : byte & ~mask);
    carry = sum >> 1;
  }
  const int used = network.bits - shift;
  return carry == 0 && (used >= 64 || (number >> used) == 0);
}

std::string hex(int number) {
  char buffer[8];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, number, 16).ptr};
}

/// RFC 5952: the longest run of zero groups is "::".
std::string ipv6_text(const std::array<unsigned char, 16>& bytes) {
  int best = -1, best_length = 1;
  for (int i = 0; i < 8; ++i) {
    int length = 0;
    while (i + length < 8 && bytes[static_cast<size_t>(2 * (i + length))] == 0 && bytes[static_cast<size_t>(2 * (i + length) + 1)] == 0) ++length;
    if (length > best_length) {
      best = i;
      best_length = length;
    }
  }
  std::string out;
  for (int i = 0; i < 8; ++i) {
    if (i == best) {
      out += "::";
      i += best_length - 1;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    out += hex(bytes[static_cast<size_t>(2 * i)] * 256 + bytes[static_cast<size_t>(2 * i + 1)]);
  }
  return out;
}

std::string address_text(const Network& network) {
  if (network.bits == 128) return ipv6_text(network.bytes);
  std::string out;
  for (size_t i = 0; i < 4; ++i) out += (i > 0 ? "." : "") + std::to_string(network.bytes[i]);
  return out;
}

/// IPv4 keeps its first and last address for the network, except in /31 and /32.
bool has_reserved_ends(const Network& network) { return network.bits == 32 && network.prefix <= 30; }

std::optional<Network> network_argument(CallContext& context, Value& problem) {
  if (!context.args[0].is_string()) {
    problem = wrong_type(context, 0, "a string");
    return std::nullopt;
  }
  auto network = read_network(context.args[0].str());
  if (!network)
    problem = context.error(std::string(context.name) + "(): '" + std::string(context.args[0].str().substr(0, 60)) + "' is not an address range in CIDR notation");
  return network;
}

Value parse_cidr(CallContext& context) {
  Value problem;
  const auto network = network_argument(context, problem);
  if (!network) return problem;
  Network ones = *network;
  ones.bytes.fill(0xff);
  const Network first = with_host_bits(*network, false), last = with_host_bits(*network, true);
  Network first_usable = first, last_usable = last;
  if (has_reserved_ends(*network)) {
    add_shifted(first_usable, 1, 0);
    last_usable.bytes[3] = static_cast<unsigned char>(last.bytes[3] - 1);
  } else if (network->bits == 32) {
    last_usable = first;
  }
  ObjectBuilder out(context.arena());
  out.set("network", context.text(address_text(first)));
  out.set("netmask", context.text(address_text(with_host_bits(ones, false))));
  if (network->bits == 32) out.set("broadcast", context.text(address_text(last)));
  out.set("firstUsable", context.text(address_text(first_usable)));
  out.set("lastUsable", context.text(address_text(last_usable)));
  out.set("cidr", Value::of(static_cast<int64_t>(network->prefix)));
  return out.build();
}

Value cidr_subnet(CallContext& context) {
  Value problem;
  const auto network = network_argument(context, problem);
  if (!network) return problem;
  for (size_t i = 1; i < 3; ++i)
    if (!context.args[i].is_int()) return wrong_type(context, i, "an integer");
  const int64_t prefix = context.args[1].integer, index = context.args[2].integer;
  if (prefix < network->prefix || prefix > network->bits)
    return context.error("cidrSubnet(): the new prefix must lie between " + std::to_string(network->prefix) + " and " + std::to_string(network->bits));
  const int64_t more = prefix - network->prefix;
  if (index < 0 || (more < 63 && index >= (int64_t{1} << more)))
    return context.error("cidrSubnet(): there is no subnet " + std::to_string(index));
  Network subnet = with_host_bits(*network, false);
  add_shifted(subnet, static_cast<uint64_t>(index), static_cast<int>(network->bits - prefix));
  return context.text(address_text(subnet) + "/" + std::to_string(prefix));
}

Value cidr_host(CallContext& context) {
  Value problem;
  const auto network = network_argument(context, problem);
  if (!network) return problem;
  if (!context.args[1].is_int()) return wrong_type(context, 1, "an integer");
  const int64_t index = context.args[1].integer;
  const int host_bits = network->bits - network->prefix;
  // The first address is the network's own in IPv6 too; only IPv4 keeps the last one for broadcasts.
  const int64_t before = has_reserved_ends(*network) || (network->bits == 128 && host_bits > 0) ? 1 : 0;
  const int64_t after = has_reserved_ends(*network) ? 1 : 0;
  const bool inside = host_bits >= 62 || index < (int64_t{1} << host_bits) - before - after;
  if (index < 0 || !inside || index > INT64_MAX - 1) return context.error("cidrHost(): there is no host " + std::to_string(index));
  Network host = with_host_bits(*network, false);
  add_shifted(host, static_cast<uint64_t>(index + before), 0);
  return context.text(address_text(host));
}

constexpr FunctionRow kRows[] = {
    {"cidrhost", 2, 2, kPlain, SymbolType::String, cidr_host},
    {"cidrsubnet", 3, 3, kPlain, SymbolType::String, cidr_subnet},
    {"parsecidr", 1, 1, kPlain, SymbolType::Object, parse_cidr},
};

}  // namespace

std::span<const FunctionRow> cidr_rows() { return kRows; }

}  // namespace ringfence::arm
