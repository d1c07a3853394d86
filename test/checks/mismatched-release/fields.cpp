// RUN: %check_raii %s raii-mismatched-release %t -- -IInputs
// What a field holds is known where all that fills it is here.
#include "device.h"
// CHECK-MESSAGES: device.h:12:20: warning: 'output_' is acquired by 'popen' and released by 'fclose', not by 'pclose' [raii-mismatched-release]

void begin_pipe(Device *device, const char *command) { device->output = popen(command, "w"); }
void end_file_ok(Device *device) { fclose(device->output); }

struct Local {
  FILE *output;
};
void begin_local(Local *local, const char *command) { local->output = popen(command, "w"); }
void end_local_bad(Local *local) { fclose(local->output); }
// CHECK-MESSAGES: :[[@LINE-1]]:36: warning: 'output' is acquired by 'popen' and released by 'fclose', not by 'pclose' [raii-mismatched-release]
// CHECK-FIXES: void end_local_bad(Local *local) { pclose(local->output); }
