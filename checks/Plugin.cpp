// The plugin of stock clang-tidy is nothing but the checks: loading it registers them (RaiiModule.cpp).
