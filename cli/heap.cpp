// Where memory comes from, for the whole program: mimalloc, which keeps a heap for each thread. A
// rule file becomes very many small pieces, so the first of them lie in large pages; what nobody
// touches costs nothing.
#ifdef TOCSIN_MIMALLOC

#include <mimalloc-new-delete.h>
#include <mimalloc.h>

#include <cstddef>
#include <cstdint>
#include <sys/mman.h>

namespace {

constexpr std::size_t kBlock = std::size_t{32} << 20;  // of mimalloc's: how its memory has to lie
constexpr std::size_t kReserved = 8 * kBlock;

// Where the system has no large pages, or no room, mimalloc asks it for small ones as usual.
[[gnu::constructor(101)]] void reserve_large_pages() {
  void* const found = mmap(nullptr, kReserved + kBlock, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (found == MAP_FAILED) return;
  char* const begin = static_cast<char*>(found);
  char* const block = begin + (kBlock - reinterpret_cast<std::uintptr_t>(begin) % kBlock) % kBlock;
  madvise(block, kReserved, MADV_HUGEPAGE);
  constexpr bool kIsCommitted = true, kIsLarge = false, kIsZero = true;
  mi_manage_os_memory(block, kReserved, kIsCommitted, kIsLarge, kIsZero, -1);
}

}  // namespace

#endif
