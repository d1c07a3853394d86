// A library that neither throws nor catches, as far as anybody sees.
#pragma once
void step(int n);
