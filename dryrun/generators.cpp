#include "dryrun/generators.hpp"

#include "dryrun/simulation_random.hpp"

namespace tocsin::dryrun {

std::vector<std::uint32_t> mix_order(const dsl::Generator& mix, std::uint64_t count) {
  std::vector<std::uint64_t> given(mix.texts.size(), 0);
  std::vector<std::uint32_t> order;
  for (std::uint64_t i = 0; i < count; ++i) {
    double worst = -2;
    std::uint32_t next = 0;
    for (std::uint32_t k = 0; k < mix.texts.size(); ++k) {
      const double behind =
          mix.numbers[k] * static_cast<double>(i + 1) - static_cast<double>(given[k]);
      if (behind > worst + 1e-12) {
        worst = behind;
        next = k;
      }
    }
    ++given[next];
    order.push_back(next);
  }
  return order;
}

double drawn(const dsl::Generator& generator, double progress, std::uint64_t seed,
             std::uint64_t place) {
  const double a = generator.numbers[0], b = generator.numbers[1];
  if (generator.kind == dsl::Generator::Kind::ramp) return a + (b - a) * progress;
  simulation::RandomSource random(seed, simulation::Purpose::row, place);
  const double u = random.uniform();
  if (generator.kind == dsl::Generator::Kind::uniform) return a + (b - a) * u;
  return a + b * simulation::normal_quantile(u);
}

}  // namespace tocsin::dryrun
