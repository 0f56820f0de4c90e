#include "cli/suggest.h"

#include <algorithm>
#include <vector>

namespace virga::cli {

size_t EditDistance(std::string_view a, std::string_view b) {
  // Three rows of the usual table: two back (for swaps), the last, the current one.
  std::vector<size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::string_view Nearest(std::string_view word, std::span<const std::string_view> words) {
  constexpr size_t kWordMin = 3;   // any two letters are near each other
  constexpr size_t kWordMax = 64;  // longer ones are no typing errors, and cost time
  if (word.size() < kWordMin || word.size() > kWordMax) return {};
  std::string_view best;
  size_t best_distance = 1 + std::max<size_t>(1, word.size() / 3);
  for (const std::string_view candidate : words) {
    const size_t distance = EditDistance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string SuggestionFor(std::string_view word, std::span<const std::string_view> words) {
  const std::string_view nearest = Nearest(word, words);
  return nearest.empty() ? "" : "; did you mean " + std::string(nearest) + "?";
}

}  // namespace virga::cli
