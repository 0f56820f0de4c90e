// A C++ command over the standard library: counts the words of its arguments, or of a built-in
// line.
#include <algorithm>
#include <cstdio>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

std::vector<std::string> Words(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty()) return words;
  std::istringstream line("rain over the hill rain over the sea and no rain here");
  for (std::string word; line >> word;) words.push_back(word);
  return words;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words = Words(argc, argv);
  std::map<std::string, int> counts;
  for (const std::string& word : words) ++counts[word];

  std::vector<std::pair<std::string, int>> ranking(counts.begin(), counts.end());
  std::stable_sort(ranking.begin(), ranking.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::printf("hello from C++: %zu words, %zu different\n", words.size(), ranking.size());
  for (const auto& [word, count] : ranking) std::printf("%3d %s\n", count, word.c_str());
  return 0;
}
