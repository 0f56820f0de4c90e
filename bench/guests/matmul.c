// Floating point over nested loops: C = A * B of doubles, row by row, with the inner loop over
// columns of B.
#include <math.h>
#include <string.h>

#include "kernel.h"

enum { kN = 200 };

static double a[kN][kN], b[kN][kN], c[kN][kN];

static void Fill(double matrix[kN][kN], uint64_t seed) {
  for (int i = 0; i < kN; ++i) {
    for (int j = 0; j < kN; ++j) matrix[i][j] = (double)(NextRandom(&seed) >> 40) / (1 << 24) - 0.5;
  }
}

static void Multiply(void) {
  for (int i = 0; i < kN; ++i) {
    for (int j = 0; j < kN; ++j) {
      double sum = 0;
      for (int k = 0; k < kN; ++k) sum += a[i][k] * b[k][j];
      c[i][j] = sum;
    }
  }
}

int main(int argc, char** argv) {
  const int rounds = KernelSize(argc, argv, 5);
  Fill(a, 1);
  Fill(b, 2);
  double trace = 0;
  for (int round = 0; round < rounds; ++round) {
    Multiply();
    for (int i = 0; i < kN; ++i) trace += c[i][i];
    for (int i = 0; i < kN; ++i) a[round % kN][i] = c[i][round % kN] / 16;
  }
  uint64_t bits;
  memcpy(&bits, &trace, sizeof(bits));
  return PrintChecksum("matmul", bits);
}
