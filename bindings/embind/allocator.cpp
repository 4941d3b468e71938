// The module's heap: power-of-two size classes in a memory of fixed size. A session keeps a few
// kilobytes for as long as its page lives, and what one input needs is given back at its end, so a
// general allocator (a kilobyte in every page) would have nothing to do. Everything that is read is
// bounded, and so is the memory; if it should run out all the same, the module stops (R12).
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>

#include "core/check.hpp"

extern "C" std::uint8_t __heap_base;

namespace {

struct Block {
  Block* next;
};

constexpr std::size_t kAlignment = 16;  // also the room in front of a block, for its class
constexpr std::size_t kWasmPage = 65536;

std::array<Block*, 32> free_blocks;
std::uintptr_t unused = reinterpret_cast<std::uintptr_t>(&__heap_base);

std::uintptr_t take_unused(std::size_t size) {
  const std::uintptr_t taken = (unused + kAlignment - 1) / kAlignment * kAlignment;
  unused = taken + size;
  IDLEGUARD_CHECK(unused <= __builtin_wasm_memory_size(0) * kWasmPage);
  return taken;
}

std::uint32_t& class_of(void* block) { return static_cast<std::uint32_t*>(block)[-1]; }

}  // namespace

extern "C" void* malloc(std::size_t size) {
  // The class is the power of two that holds the block and the room in front of it.
  const auto size_class = static_cast<std::uint32_t>(std::bit_width(size + kAlignment));
  IDLEGUARD_CHECK(size_class < free_blocks.size());
  Block*& list = free_blocks[size_class];
  if (list != nullptr) {
    Block* const block = list;
    list = block->next;
    return block;
  }
  auto* const block =
      reinterpret_cast<void*>(take_unused(std::size_t{1} << size_class) + kAlignment);
  class_of(block) = size_class;
  return block;
}

extern "C" void free(void* block) {
  if (block == nullptr) return;
  Block*& list = free_blocks[class_of(block)];
  list = new (block) Block{list};
}
