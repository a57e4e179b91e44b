#include "dryrun/simulation_random.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <span>

namespace tocsin::dryrun::simulation {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;
// ln 2 in two parts: k times the first is exact for every exponent k of a double.
constexpr double kLn2High = 6.93147180369123816490e-01;
constexpr double kLn2Low = 1.90821492927058770002e-10;

constexpr std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// Coefficients from the constant term upwards.
double polynomial(std::span<const double> coefficients, double x) {
  double sum = 0;
  for (auto c = coefficients.rbegin(); c != coefficients.rend(); ++c) sum = sum * x + *c;
  return sum;
}

constexpr std::array kCentreOver{3.3871328727963666080e0,  1.3314166789178437745e+2,
                                 1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                 3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr std::array kCentreUnder{1.0,
                                  4.2313330701600911252e+1,
                                  6.8718700749205790830e+2,
                                  5.3941960214247511077e+3,
                                  2.1213794301586595867e+4,
                                  3.9307895800092710610e+4,
                                  2.8729085735721942674e+4,
                                  5.2264952788528545610e+3};
constexpr std::array kTailOver{1.42343711074968357734e0,  4.63033784615654529590e0,
                               5.76949722146069140550e0,  3.64784832476320460504e0,
                               1.27045825245236838258e0,  2.41780725177450611770e-1,
                               2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array kTailUnder{1.0,
                                2.05319162663775882187e0,
                                1.67638483018380384940e0,
                                6.89767334985100004550e-1,
                                1.48103976427480074590e-1,
                                1.51986665636164571966e-2,
                                5.47593808499534494600e-4,
                                1.05075007164441684324e-9};
constexpr std::array kFarOver{6.65790464350110377720e0,  5.46378491116411436990e0,
                              1.78482653991729133580e0,  2.96560571828504891230e-1,
                              2.65321895265761230930e-2, 1.24266094738807843860e-3,
                              2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr std::array kFarUnder{1.0,
                               5.99832206555887937690e-1,
                               1.36929880922735805310e-1,
                               1.48753612908506148525e-2,
                               7.86869131145613259100e-4,
                               1.84631831751005468180e-5,
                               1.42151175831644588870e-7,
                               2.04426310338993978564e-15};

// How far out the point lies behind which a share `p` < 0.075 of the distribution is left.
double tail_distance(double p) {
  const double r = std::sqrt(-natural_log(p));
  if (r <= 5) return polynomial(kTailOver, r - 1.6) / polynomial(kTailUnder, r - 1.6);
  return polynomial(kFarOver, r - 5) / polynomial(kFarUnder, r - 5);
}

}  // namespace

RandomSource::RandomSource(std::uint64_t seed, Purpose purpose, std::uint64_t index)
    : state_(
          mix(mix(mix(seed + kGolden) ^ static_cast<std::uint64_t>(purpose)) + index * kGolden)) {}

std::uint64_t RandomSource::bits() { return mix(state_ += kGolden); }

double RandomSource::uniform() { return (static_cast<double>(bits() >> 11) + 0.5) * 0x1p-53; }

double natural_log(double x) {
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  if (mantissa < 0.70710678118654752) {
    mantissa *= 2;
    --exponent;
  }
  // 2 artanh(s) = ln((1 + s) / (1 - s)) with |s| <= 0.172: ten terms leave less than a last bit.
  constexpr std::array kOdd{2.0,      2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,
                            2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19};
  const double s = (mantissa - 1) / (mantissa + 1);
  return exponent * kLn2High + (s * polynomial(kOdd, s * s) + exponent * kLn2Low);
}

double exponential(double x) {
  if (x > 709.78) return std::numeric_limits<double>::infinity();
  if (x < -745.13) return 0;
  // eˣ = 2ᵏ · eʳ with |r| <= ln 2 / 2, and fourteen terms of the series for eʳ.
  constexpr std::array kInverseFactorials{1.0,
                                          1.0,
                                          1.0 / 2,
                                          1.0 / 6,
                                          1.0 / 24,
                                          1.0 / 120,
                                          1.0 / 720,
                                          1.0 / 5040,
                                          1.0 / 40320,
                                          1.0 / 362880,
                                          1.0 / 3628800,
                                          1.0 / 39916800,
                                          1.0 / 479001600,
                                          1.0 / 6227020800.0};
  const double k = std::floor(x * 1.4426950408889634 + 0.5);
  const double r = (x - k * kLn2High) - k * kLn2Low;
  return std::ldexp(polynomial(kInverseFactorials, r), static_cast<int>(k));
}

double logistic(double x) { return 1 / (1 + exponential(-x)); }

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(kCentreOver, r) / polynomial(kCentreUnder, r);
  }
  return q < 0 ? -tail_distance(p) : tail_distance(1 - p);
}

}  // namespace tocsin::dryrun::simulation
