// "Did you mean": the nearest of some words.

#ifndef CLI_SUGGEST_H_
#define CLI_SUGGEST_H_

#include <span>
#include <string>
#include <string_view>

namespace virga::cli {

// The least number of inserted, removed, replaced or swapped neighbouring characters.
size_t EditDistance(std::string_view a, std::string_view b);

// The nearest of `words` if it is near enough to be meant; empty otherwise.
std::string_view Nearest(std::string_view word, std::span<const std::string_view> words);

// "; did you mean X?" or nothing.
std::string SuggestionFor(std::string_view word, std::span<const std::string_view> words);

}  // namespace virga::cli

#endif  // CLI_SUGGEST_H_
