#include "parsers/arena.h"

#include <algorithm>
#include <cstdint>

namespace ringfence {

namespace {
constexpr size_t kFirstBlock = 8 * 1024;
constexpr size_t kLargestBlock = 1024 * 1024;
}  // namespace

void* Arena::allocate(size_t size, size_t align) {
  auto address = reinterpret_cast<uintptr_t>(next_);
  size_t padding = (align - address % align) % align;
  if (next_ == nullptr || size + padding > static_cast<size_t>(end_ - next_)) {
    size_t block = std::min(kLargestBlock, kFirstBlock << std::min<size_t>(blocks_.size(), 7));
    block = std::max(block, size + align);
    blocks_.emplace_back(new std::byte[block]);
    next_ = blocks_.back().get();
    end_ = next_ + block;
    address = reinterpret_cast<uintptr_t>(next_);
    padding = (align - address % align) % align;
  }
  std::byte* out = next_ + padding;
  next_ = out + size;
  used_ += size + padding;
  return out;
}

std::string_view Arena::copy(std::string_view text) {
  if (text.empty()) return {};
  auto* out = static_cast<char*>(allocate(text.size(), 1));
  std::memcpy(out, text.data(), text.size());
  return {out, text.size()};
}

}  // namespace ringfence
