"""Fixes look like the code of the project: its .clang-format where there is one, else the lines around."""
from toolkit import Project, leak, main

LIBRARY = """#include "project.h"

#include <sys/types.h>

#include <string>
#include <vector>

extern "C" void *library_open_with_a_long_name(const char *path_to_the_library, int flags_of_the_library);
extern "C" int library_close_with_a_long_name(void *handle_of_the_library);

int   ugly( int a ){return a;}

int use_the_library(const char *path, int count_of_symbols) {
    void *handle_of_the_library = library_open_with_a_long_name(path, 1);
    if (!handle_of_the_library) return -1;
    if (count_of_symbols > 3) return ugly( count_of_symbols );
    library_close_with_a_long_name(handle_of_the_library);
    return 0;
}
"""
PAIRS = """version: 1
pairs:
- { name: library, acquire: library_open_with_a_long_name, release: library_close_with_a_long_name }
"""


class Formatting(Project):
    def fixed(self, source, style=None, name="a.cpp"):
        """The source after its fix, in a project whose .clang-format is style."""
        self.write("project.h", "#pragma once\n")
        self.write(".raii-tidy.yaml", PAIRS)
        if style is not None:
            self.write(".clang-format", style)
        self.write(name, source)
        self.expect(self.run_tool("--fix", name, "--", self.include, "-std=c++17", "-I."), 0, err="fixed 1 finding")
        return (self.folder / name).read_bytes().decode(errors="surrogateescape")

    def test_new_lines_follow_the_style_and_others_stay(self):
        text = self.fixed(LIBRARY, "BasedOnStyle: Google\nIndentWidth: 4\n")
        self.assertIn("    raii::scope_exit handle_of_the_library_guard([handle_of_the_library] {\n"
                      "        library_close_with_a_long_name(handle_of_the_library);\n    });\n", text)
        self.assertIn("int   ugly( int a ){return a;}\n", text)
        self.assertIn("return ugly( count_of_symbols );\n", text)

    def test_braces_around_what_stays_have_the_blanks_of_the_style(self):
        source = """#include "project.h"
#include <cstdio>

int first(const char *path, bool many) {
    FILE *f = nullptr;
    if ((f = fopen( path, "r" )) != nullptr) {
        const int c = fgetc(f);
        if (many && fgetc(f) < 0)
            return 0;
        fclose(f);
        return c;
    }
    return -1;
}
"""
        for style, wanted in (("WebKit", 'f { fopen( path, "r" ) }'), ("Google", 'f{fopen( path, "r" )}')):
            text = self.fixed(source, f"BasedOnStyle: {style}\nIndentWidth: 4\n")
            self.assertIn(f"    if (raii::unique_file {wanted}) {{\n", text)

    def test_what_is_left_of_a_declaration_stays_as_it_was(self):
        text = self.fixed("""#include "project.h"
#include <cstdio>

int first(const char *path, const char *name) {
    FILE *f, *other;
    f = fopen(path, "r");
    if (!f) return -1;
    other = stdin;
    if (*name == 'x') return fgetc(other);
    const int c = fgetc(f);
    fclose(f);
    return c;
}
""", "BasedOnStyle: Google\nIndentWidth: 4\nPointerAlignment: Middle\nDerivePointerAlignment: false\n")
        self.assertIn("    FILE *other;\n", text)

    def test_a_line_that_is_changed_stays_where_it_is(self):
        text = self.fixed("""#include "project.h"
#include <cstdio>

int size(const char *path) {
        FILE *f = fopen(path, "r");
        if (!f) return -1;
        if (fseek( f, 0, SEEK_END )) { puts("no end"); return -1; }
        const int n = ftell( f ); fclose(f);
        return puts("done") + n;
}
""", "BasedOnStyle: Google\n")
        self.assertIn("        raii::unique_file f(fopen(path, \"r\"));\n", text)
        self.assertIn("        if (fseek( f.get(), 0, SEEK_END )) { puts(\"no end\"); return -1; }\n", text)
        self.assertIn("        const int n = ftell( f.get() ); f.reset();\n", text)

    def test_without_a_style_the_lines_around_count(self):
        text = self.fixed(LIBRARY)
        self.assertIn("    raii::scope_exit handle_of_the_library_guard([handle_of_the_library] "
                      "{ library_close_with_a_long_name(handle_of_the_library); });\n", text)

    def test_the_include_goes_into_its_block(self):
        style = ("BasedOnStyle: LLVM\nIncludeBlocks: Regroup\nIncludeCategories:\n"
                 "  - { Regex: '^\"', Priority: 1 }\n  - { Regex: '^<[a-z_/]*\\.h>$', Priority: 2 }\n"
                 "  - { Regex: '^<raii/', Priority: 4 }\n  - { Regex: '^<', Priority: 3 }\n")
        text = self.fixed(LIBRARY, style)
        self.assertIn("#include <string>\n#include <vector>\n#include <raii/scope_exit.hpp>\n", text)
        self.assertEqual(text.count("#include <raii/"), 1)

    SYSTEM = "#include <sys/types.h>\n\n#include <string>\n#include <vector>\n\n"

    def test_the_first_angled_include_makes_a_block(self):
        code = LIBRARY.split(self.SYSTEM)[1]
        self.write("a.h", "")
        for style in (None, "BasedOnStyle: Google\n"):
            text = self.fixed('#include "a.h"\n\n#include "project.h"\n\n' + code, style)
            self.assertTrue(text.startswith('#include "a.h"\n\n#include <raii/scope_exit.hpp>\n\n#include "project.h"\n\n'), text)
            text = self.fixed('#include "project.h"\n\n' + code, style)
            self.assertTrue(text.startswith('#include "project.h"\n\n#include <raii/scope_exit.hpp>\n\nextern'), text)
            text = self.fixed('#include "project.h"\n' + code, style)
            self.assertTrue(text.startswith('#include "project.h"\n\n#include <raii/scope_exit.hpp>\n\nextern'), text)

    def test_no_include_between_functions(self):
        text = self.fixed(LIBRARY.replace("int   ugly", "#include <cstdio>\nint   ugly"))
        self.assertIn("#include <raii/scope_exit.hpp>\n#include <string>\n", text)

    def test_disabled_or_broken_styles_are_no_styles(self):
        plain = self.fixed(LIBRARY)
        for style in ("DisableFormat: true\n", "BasedOnStyle: [nonsense\n", ""):
            self.assertEqual(self.fixed(LIBRARY, style), plain if style else self.fixed(LIBRARY, "BasedOnStyle: LLVM\n"))

    def test_line_ends_tabs_and_bytes_stay(self):
        source = leak().replace("\n", "\r\n").replace("  ", "\t") + "// na\udcef\r\n"
        text = self.fixed(source.encode(errors="surrogateescape"), "BasedOnStyle: LLVM\nUseTab: Always\nTabWidth: 4\nIndentWidth: 4\n")
        self.assertEqual(text.count("\n"), text.count("\r\n"))
        self.assertIn("\traii::unique_file f(fopen(path, \"r\"));\r\n", text)
        self.assertIn("// na\udcef\r\n", text)

    def test_braces_that_a_fix_adds(self):
        source = LIBRARY.replace("    library_close_with_a_long_name(handle_of_the_library);\n    return 0;\n",
                                 "    if (count_of_symbols)\n        return library_close_with_a_long_name(handle_of_the_library);\n"
                                 "    library_close_with_a_long_name(handle_of_the_library);\n    return 0;\n")
        text = self.fixed(source, "BasedOnStyle: GNU\n")
        self.assertIn("handle_of_the_library_guard.release ();", text)


if __name__ == "__main__":
    main()
