// The words of WAVE, which a label must be escaped from.

#ifndef CANONICAL_ABI_VALUES_WAVE_WORDS_H_
#define CANONICAL_ABI_VALUES_WAVE_WORDS_H_

#include <initializer_list>
#include <string_view>

namespace virga::cabi {

constexpr bool IsWaveWord(std::string_view word) {
  for (const std::string_view known : std::initializer_list<std::string_view>{
           "true", "false", "inf", "nan", "some", "none", "ok", "err"})
    if (word == known) return true;
  return false;
}

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_VALUES_WAVE_WORDS_H_
