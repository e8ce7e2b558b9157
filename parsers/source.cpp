#include "parsers/source.h"

#include <algorithm>
#include <utility>

namespace ringfence {

namespace {

/// Code points of UTF-8.
uint32_t count_characters(std::string_view text) {
  return static_cast<uint32_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

SourceFile& SourceMap::add(std::string path, std::string bytes) {
  auto file = std::make_unique<SourceFile>();
  file->id = static_cast<FileId>(files_.size());
  file->path = std::move(path);
  file->bytes = std::move(bytes);
  files_.push_back(std::move(file));
  return *files_.back();
}

const SourceMap::Lines& SourceMap::lines_of(FileId file) const {
  if (lines_.size() < files_.size()) lines_.resize(files_.size());
  Lines& lines = lines_[file];
  if (!lines.begins.empty()) return lines;
  const std::string& bytes = files_[file]->bytes;
  lines.begins.push_back(0);
  for (size_t at = bytes.find('\n'); at != std::string::npos; at = bytes.find('\n', at + 1)) {
    lines.begins.push_back(static_cast<uint32_t>(at + 1));
  }
  return lines;
}

uint32_t SourceMap::characters_before(FileId file, uint32_t offset) const {
  std::string_view bytes = files_[file]->bytes;
  std::vector<uint32_t>& counts = lines_[file].characters;
  if (counts.empty()) {
    counts.push_back(0);
    for (uint32_t at = 0; at + kCountedBytes < bytes.size(); at += kCountedBytes)
      counts.push_back(counts.back() + count_characters(bytes.substr(at, kCountedBytes)));
  }
  uint32_t counted = std::min(offset / kCountedBytes, static_cast<uint32_t>(counts.size()) - 1);
  uint32_t from = counted * kCountedBytes;
  return counts[counted] + count_characters(bytes.substr(from, offset - from));
}

Position SourceMap::position(FileId file, uint32_t offset) const {
  std::string_view bytes = files_[file]->bytes;
  offset = std::min<uint32_t>(offset, static_cast<uint32_t>(bytes.size()));
  const std::vector<uint32_t>& lines = lines_of(file).begins;
  auto after = std::upper_bound(lines.begin(), lines.end(), offset);
  uint32_t begin = *(after - 1);
  uint32_t before = offset - begin <= kCountedBytes ? count_characters(bytes.substr(begin, offset - begin))
                                                    : characters_before(file, offset) - characters_before(file, begin);
  return {static_cast<uint32_t>(after - lines.begin()), before + 1};
}

PositionRange SourceMap::range(const Span& span) const {
  return {position(span.file, span.begin), position(span.file, span.end)};
}

std::string_view SourceMap::line(FileId file, uint32_t line) const {
  const std::vector<uint32_t>& lines = lines_of(file).begins;
  if (line == 0 || line > lines.size()) return {};
  std::string_view bytes = files_[file]->bytes;
  size_t begin = lines[line - 1];
  size_t end = bytes.find('\n', begin);
  if (end == std::string_view::npos) end = bytes.size();
  if (end > begin && bytes[end - 1] == '\r') --end;
  return bytes.substr(begin, end - begin);
}

}  // namespace ringfence
