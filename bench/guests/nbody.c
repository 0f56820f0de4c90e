// Floating point over structs: a small cloud of bodies under gravity, integrated step by step.
#include <math.h>
#include <string.h>

#include "kernel.h"

enum { kBodies = 12 };

typedef struct {
  double position[3];
  double velocity[3];
  double mass;
} Body;

static Body bodies[kBodies];

static double Uniform(uint64_t* seed) { return (double)(NextRandom(seed) >> 40) / (1 << 24) - 0.5; }

static void Scatter(void) {
  uint64_t seed = 7;
  for (int i = 0; i < kBodies; ++i) {
    for (int axis = 0; axis < 3; ++axis) {
      bodies[i].position[axis] = 20 * Uniform(&seed);
      bodies[i].velocity[axis] = Uniform(&seed);
    }
    bodies[i].mass = 1 + Uniform(&seed);
  }
}

static void Attract(Body* left, Body* right, double step) {
  double delta[3];
  double squared = 0.01;  // softened, so that two bodies may meet
  for (int axis = 0; axis < 3; ++axis) {
    delta[axis] = left->position[axis] - right->position[axis];
    squared += delta[axis] * delta[axis];
  }
  const double pull = step / (squared * sqrt(squared));
  for (int axis = 0; axis < 3; ++axis) {
    left->velocity[axis] -= delta[axis] * right->mass * pull;
    right->velocity[axis] += delta[axis] * left->mass * pull;
  }
}

static void Advance(double step) {
  for (int i = 0; i < kBodies; ++i) {
    for (int j = i + 1; j < kBodies; ++j) Attract(&bodies[i], &bodies[j], step);
  }
  for (int i = 0; i < kBodies; ++i) {
    for (int axis = 0; axis < 3; ++axis)
      bodies[i].position[axis] += step * bodies[i].velocity[axis];
  }
}

int main(int argc, char** argv) {
  const int steps = KernelSize(argc, argv, 40000);
  Scatter();
  for (int i = 0; i < steps; ++i) Advance(0.001);
  uint64_t checksum = 0;
  for (int i = 0; i < kBodies; ++i) {
    uint64_t bits;
    memcpy(&bits, &bodies[i].position[0], sizeof(bits));
    checksum = checksum * 31 + bits;
  }
  return PrintChecksum("nbody", checksum);
}
