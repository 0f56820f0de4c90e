// The smallest useful command: what start-up costs.
#include <stdio.h>

int main(void) {
  puts("hello");
  return 0;
}
