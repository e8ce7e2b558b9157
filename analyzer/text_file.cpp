#include "analyzer/text_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace ringfence {

namespace {

constexpr uint64_t kHeadBytes = 1024 * 1024;

TextFile problem(ReadProblem what, std::string message) { return {{}, what, std::move(message)}; }

bool read_bytes(int descriptor, uint64_t size, std::string& out) {
  out.resize(size);
  uint64_t done = 0;
  while (done < size) {
    ssize_t got = ::read(descriptor, out.data() + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;  // became shorter meanwhile
    done += static_cast<uint64_t>(got);
  }
  out.resize(done);
  return true;
}

void append_utf8(uint32_t code, std::string& out) {
  auto put = [&](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
    return;
  }
  if (code < 0x800) {
    put(0xC0 | (code >> 6));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
  }
  put(0x80 | (code & 0x3F));
}

/// UTF-16 after its byte-order mark; false when a surrogate stands alone or half a unit is left.
bool decode_utf16(std::string_view bytes, bool big_endian, std::string& out) {
  if (bytes.size() % 2 != 0) return false;
  auto unit = [&](size_t i) {
    uint32_t a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
    return big_endian ? (a << 8 | b) : (b << 8 | a);
  };
  out.reserve(bytes.size());
  for (size_t i = 0; i < bytes.size(); i += 2) {
    uint32_t code = unit(i);
    if (code >= 0xDC00 && code < 0xE000) return false;
    if (code >= 0xD800 && code < 0xDC00) {
      if (i + 3 >= bytes.size()) return false;
      uint32_t low = unit(i + 2);
      if (low < 0xDC00 || low >= 0xE000) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      i += 2;
    }
    append_utf8(code, out);
  }
  return true;
}

bool to_utf8(std::string& bytes) {
  bool little = bytes.compare(0, 2, "\xFF\xFE") == 0, big = bytes.compare(0, 2, "\xFE\xFF") == 0;
  if (little || big) {
    std::string decoded;
    if (!decode_utf16(std::string_view(bytes).substr(2), big, decoded)) return false;
    bytes = std::move(decoded);
    return true;
  }
  if (bytes.compare(0, 3, "\xEF\xBB\xBF") == 0) bytes.erase(0, 3);
  return is_utf8(bytes);
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  size_t i = 0, size = bytes.size();
  auto at = [&](size_t k) { return static_cast<unsigned char>(bytes[k]); };
  auto continues = [&](size_t k) { return k < size && (at(k) & 0xC0) == 0x80; };
  while (i < size) {
    uint64_t word = 0;
    while (i + 8 <= size && (std::memcpy(&word, bytes.data() + i, 8), (word & 0x8080808080808080ull) == 0)) i += 8;
    if (i >= size) break;
    unsigned char c = at(i);
    if (c < 0x80) {
      ++i;
    } else if (c >= 0xC2 && c < 0xE0) {
      if (!continues(i + 1)) return false;
      i += 2;
    } else if (c >= 0xE0 && c < 0xF0) {
      if (!continues(i + 1) || !continues(i + 2)) return false;
      if ((c == 0xE0 && at(i + 1) < 0xA0) || (c == 0xED && at(i + 1) >= 0xA0)) return false;  // overlong, surrogate
      i += 3;
    } else if (c >= 0xF0 && c < 0xF5) {
      if (!continues(i + 1) || !continues(i + 2) || !continues(i + 3)) return false;
      if ((c == 0xF0 && at(i + 1) < 0x90) || (c == 0xF4 && at(i + 1) >= 0x90)) return false;
      i += 4;
    } else {
      return false;
    }
  }
  return true;
}

TextFile read_binary_file(const std::string& path, uint64_t max_bytes) {
  int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) return problem(ReadProblem::Unreadable, fmt::format("cannot read: {}", std::strerror(errno)));
  struct stat info {};
  TextFile out;
  if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) {
    out = problem(ReadProblem::Unreadable, "cannot read: not a regular file");
  } else {
    auto size = static_cast<uint64_t>(info.st_size);
    bool large = size > max_bytes;
    if (!read_bytes(descriptor, large ? std::min(size, kHeadBytes) : size, out.bytes)) {
      out = problem(ReadProblem::Unreadable, fmt::format("cannot read: {}", std::strerror(errno)));
    } else if (large) {
      out.problem = ReadProblem::TooLarge;
      out.message = fmt::format("not read: {} MB, the limit is {} MB", size >> 20, max_bytes >> 20);
    }
  }
  ::close(descriptor);
  return out;
}

TextFile read_text_file(const std::string& path, uint64_t max_bytes) {
  TextFile out = read_binary_file(path, max_bytes);
  if (out.problem != ReadProblem::None) return out;
  if (!to_utf8(out.bytes) || std::memchr(out.bytes.data(), 0, out.bytes.size())) {
    out.problem = ReadProblem::NotText;
    out.message = "not a text file (neither UTF-8 nor UTF-16 with a byte-order mark)";
  }
  return out;
}

}  // namespace ringfence
