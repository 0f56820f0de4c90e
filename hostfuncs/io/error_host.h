// wasi:io/error over IoResources.

#ifndef HOSTFUNCS_IO_ERROR_HOST_H_
#define HOSTFUNCS_IO_ERROR_HOST_H_

#include <string>

#include "hostfuncs/bindings/io_error.h"
#include "hostfuncs/io/resources.h"

namespace virga::host::io {

class ErrorHost : public wasi::io::error::Host {
 public:
  explicit ErrorHost(IoResources* resources) : resources_(*resources) {}

  cabi::Reply<std::string> ErrorToDebugString(cabi::Borrow<wasi::io::error::Error> self) override {
    return std::string(resources_.errors.Get(self.rep).text);
  }
  Status DropError(uint32_t rep) override { return resources_.errors.Remove(rep); }

 private:
  IoResources& resources_;
};

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_ERROR_HOST_H_
