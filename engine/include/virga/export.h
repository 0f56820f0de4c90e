// VIRGA_API: what the shared library shows. Everything else is hidden in it, so that the library
// can change inside, and so that the linker may bind its own calls directly.

#ifndef VIRGA_EXPORT_H_
#define VIRGA_EXPORT_H_

#define VIRGA_API [[gnu::visibility("default")]]

#endif  // VIRGA_EXPORT_H_
