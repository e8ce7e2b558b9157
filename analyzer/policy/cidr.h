#pragma once
// Address ranges and port lists, as network rules write them. Pure text in, answers out; used by match.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ringfence {

/// 128 bits, big end first; IPv4 is mapped into ::ffff:0:0/96.
struct Address {
  uint64_t high = 0, low = 0;
  friend auto operator<=>(const Address&, const Address&) = default;
};

/// From `first` to `last`, both included.
struct AddressRange {
  Address first, last;
  int prefix = -1;  // bits of its own family; -1: not written as a prefix
  bool contains(const AddressRange& other) const { return first <= other.first && other.last <= last; }
  bool overlaps(const AddressRange& other) const { return first <= other.last && other.first <= last; }
};

/// "10.0.0.0/8", "10.0.0.1", "10.0.0.1-10.0.0.9", "::/0"; `*`, `any`, `internet` and 0.0.0.0/0 style names of
/// everything are two ranges (IPv4 and IPv6). Empty: no range (a service tag, a name).
std::vector<AddressRange> read_ranges(std::string_view text);

/// An operand: like read_ranges, and the names any, private, public.
std::vector<AddressRange> read_range_operand(std::string_view text);

/// What comes behind an address, and what before it; not for the last and the first.
Address address_after(Address address);
Address address_before(Address address);

/// From `first` to `last`, both included.
struct PortRange {
  uint32_t first = 0, last = 0;
};

/// The ranges of a port list ("22", "20-25", "20,22", "*"). nullopt: not a port list.
std::optional<std::vector<PortRange>> read_ports(std::string_view list);

/// Does a port list ("22", "20-25", "20,22", "*") include the port? nullopt: not a port list.
std::optional<bool> ports_include(std::string_view list, int64_t port);

}  // namespace ringfence
