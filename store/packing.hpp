// Columns in few bytes: what a batch is made of, written so that it comes back bit for bit. Numbers
// become whole numbers of the least width where every one of them survives it, so that most columns
// take one or two bytes a row and are read again at the speed of memory.
#pragma once

#include "base/bits.hpp"
#include "base/codec.hpp"
#include "base/hash.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tocsin::store {

// How many values there are is not written: the reader knows it, and reads that many or fails the
// decoder. Nothing is allocated for more than the decoder's bytes or `rows` allow.
void pack(Encoder& out, std::span<const std::int64_t> values);
std::vector<std::int64_t> unpack(Decoder& in, std::size_t rows);

// By their differences: instants that follow each other.
void pack_times(Encoder& out, std::span<const std::int64_t> times);
void pack_times(Encoder& out, std::span<const Instant> times);
std::vector<std::int64_t> unpack_times(Decoder& in, std::size_t rows);
std::vector<Instant> unpack_instants(Decoder& in, std::size_t rows);

// Of a row that is not valid the number is not kept.
void pack_numbers(Encoder& out, std::span<const double> values, const Bits& valid);
std::vector<double> unpack_numbers(Decoder& in, std::size_t rows);

void pack_texts(Encoder& out, std::span<const std::string> texts);
std::vector<std::string> unpack_texts(Decoder& in, std::size_t rows);

// Either one bit a row, or none at all.
void pack_bits(Encoder& out, const Bits& bits);
Bits unpack_bits(Decoder& in, std::size_t rows);

void pack_hashes(Encoder& out, std::span<const Hash128> hashes);
std::vector<Hash128> unpack_hashes(Decoder& in, std::size_t rows);

}  // namespace tocsin::store
