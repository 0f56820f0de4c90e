// Sockets. No descriptor of preview 1 is one here: guests that need sockets use WASI 0.2.

#include "hostfuncs/preview1/preview1.h"

namespace virga::host::preview1 {
namespace {

Errno NotASocket(FdTable& fds, uint32_t fd) {
  return fds.Find(fd) == nullptr ? Errno::kBadf : Errno::kNotsock;
}

}  // namespace

Errno Preview1::SockAccept(Memory, uint32_t fd, uint32_t, P) { return NotASocket(fds_, fd); }

Errno Preview1::SockRecv(Memory, uint32_t fd, P, P, uint32_t, P, P) { return NotASocket(fds_, fd); }

Errno Preview1::SockSend(Memory, uint32_t fd, P, P, uint32_t, P) { return NotASocket(fds_, fd); }

Errno Preview1::SockShutdown(Memory, uint32_t fd, uint32_t) { return NotASocket(fds_, fd); }

}  // namespace virga::host::preview1
