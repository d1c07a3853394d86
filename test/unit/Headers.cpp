// Nothing of its own: the precompiled headers of the unit tests belong to a target (test/CMakeLists.txt).
