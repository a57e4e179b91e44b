// Where small pieces of memory come from, for the whole program. A rule file becomes very many of
// them: each thread cuts them from pages of its own, large ones where the system has them, and
// keeps those that are given back for the next ones of their size. Sanitizers bring a heap that
// sees more.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>
#include <sys/mman.h>

namespace {

// Before each piece stands the number of its size; 0: it is one of malloc's.
using Header = std::uint64_t;

constexpr std::size_t kGrain = 16;  // what the language promises of a piece's place
constexpr std::size_t kPage = std::size_t{2} << 20;
constexpr std::size_t kLargest = kPage / 8;  // of the pieces that are cut, the header included

// The sizes of pieces: each number of grains up to this one, then four to each doubling.
constexpr int kFineBits = 6;
constexpr std::size_t kFine = std::size_t{1} << kFineBits;

struct Size {
  std::size_t grains = 0;
  std::size_t number = 0;  // from 1
};

constexpr Size size_of(std::size_t bytes) {
  const auto grains = (bytes + kGrain - 1) / kGrain;
  if (grains <= kFine) return {grains, grains};
  const auto bits = std::bit_width(grains - 1);
  const auto quarter = std::size_t{1} << (bits - 3);
  const auto quarters = (grains + quarter - 1) / quarter;  // 5 to 8
  return {quarters * quarter,
          kFine + 4 * static_cast<std::size_t>(bits - kFineBits - 1) + quarters - 4};
}

constexpr std::size_t kSizes = size_of(kLargest).number;

struct Piece {
  Piece* next;  // of its size
};

// The pieces of one thread at a time.
struct Heap {
  std::array<Piece*, kSizes + 1> returned{};
  char* next = nullptr;  // in the page that is being cut: the place of the next header
  char* end = nullptr;
  Heap* other = nullptr;  // of those that wait for a thread
};

std::mutex waiting_mutex;
Heap* waiting = nullptr;

// A page that lies as the processor maps large ones, or null.
char* new_page() {
  constexpr auto kAccess = PROT_READ | PROT_WRITE;
  constexpr auto kOwn = MAP_PRIVATE | MAP_ANONYMOUS;
  void* const found = mmap(nullptr, 2 * kPage, kAccess, kOwn, -1, 0);
  if (found == MAP_FAILED) return nullptr;
  char* const begin = static_cast<char*>(found);
  const auto before = (kPage - reinterpret_cast<std::uintptr_t>(begin) % kPage) % kPage;
  if (before > 0) munmap(begin, before);
  munmap(begin + before + kPage, kPage - before);
  madvise(begin + before, kPage, MADV_HUGEPAGE);
  return begin + before;
}

Heap* taken_heap() {
  const std::scoped_lock lock(waiting_mutex);
  if (!waiting) return static_cast<Heap*>(std::calloc(1, sizeof(Heap)));
  auto* const heap = waiting;
  waiting = heap->other;
  return heap;
}

thread_local Heap* own = nullptr;

// When a thread ends, the next one goes on with what it left.
struct Leaver {
  bool is_here = true;
  ~Leaver() {
    if (!own) return;
    const std::scoped_lock lock(waiting_mutex);
    own->other = waiting;
    waiting = own;
    own = nullptr;
  }
};
thread_local Leaver leaver;

Heap* own_heap() {
  if (!own && leaver.is_here) own = taken_heap();
  return own;
}

char* cut(Heap& heap, std::size_t bytes) {
  if (static_cast<std::size_t>(heap.end - heap.next) < bytes) {
    char* const page = new_page();
    if (!page) return nullptr;
    char* const begin = page + kGrain - sizeof(Header);
    char* const behind = begin + bytes;
    if (page + kPage - behind > heap.end - heap.next) {
      heap.next = behind;
      heap.end = page + kPage;
    }
    return begin;
  }
  char* const at = heap.next;
  heap.next += bytes;
  return at;
}

void* with_header(char* at, Header size) {
  *reinterpret_cast<Header*>(at) = size;
  return at + sizeof(Header);
}

void* cut_piece(std::size_t bytes) {
  auto* const heap = own_heap();
  if (!heap) return nullptr;
  const auto size = size_of(bytes + sizeof(Header));
  if (auto* const piece = heap->returned[size.number]) {
    heap->returned[size.number] = piece->next;
    return piece;
  }
  char* const at = cut(*heap, size.grains * kGrain);
  return at ? with_header(at, size.number) : nullptr;
}

void* large_piece(std::size_t bytes) {
  if (bytes > SIZE_MAX - kGrain) return nullptr;
  char* const at = static_cast<char*>(std::malloc(bytes + kGrain));
  return at ? with_header(at + kGrain - sizeof(Header), 0) : nullptr;
}

void* piece_of(std::size_t bytes) {
  const bool is_cut = bytes <= kLargest - sizeof(Header);
  for (;;) {
    if (void* const piece = is_cut ? cut_piece(bytes) : large_piece(bytes)) return piece;
    const auto handler = std::get_new_handler();
    if (!handler) throw std::bad_alloc();
    handler();
  }
}

void give_back(void* piece) noexcept {
  if (!piece) return;
  char* const at = static_cast<char*>(piece) - sizeof(Header);
  const auto size = *reinterpret_cast<Header*>(at);
  if (size == 0) return std::free(at + sizeof(Header) - kGrain);
  auto* const heap = own_heap();
  if (!heap) return;
  auto* const returned = static_cast<Piece*>(piece);
  returned->next = heap->returned[size];
  heap->returned[size] = returned;
}

}  // namespace

void* operator new(std::size_t bytes) { return piece_of(bytes); }
void* operator new[](std::size_t bytes) { return piece_of(bytes); }
void operator delete(void* piece) noexcept { give_back(piece); }
void operator delete[](void* piece) noexcept { give_back(piece); }
void operator delete(void* piece, std::size_t) noexcept { give_back(piece); }
void operator delete[](void* piece, std::size_t) noexcept { give_back(piece); }

#endif
