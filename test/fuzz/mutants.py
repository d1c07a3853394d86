"""Breaks fixed programs on purpose: what a rewriter with a fault would have written. The harness must notice.

Each mutant is a function from the lines of a fixed program to its variants, one change each.
"""
import re

RESET = re.compile(r"^(\s*)((\w+?)_guard\w*|(\w+?)_lock\w*)\.(reset|unlock)\(\);$")
CANCEL = re.compile(r"^(\s*)(\w+_guard\w*)\.release\(\);$")
ARM = re.compile(r"^(\s*)(\w+_guard\w*)\.reset\(\w+\);$")
GUARD = re.compile(r"^(\s*)(raii::\w+(<.*>)?|std::(unique_lock|lock_guard|unique_ptr<.*?>)) (\w+_(guard|lock)\w*)\(.*\);$")


def without(lines, i):
    return lines[:i] + lines[i + 1:]


def drop_reset(lines):
    """A release is lost: it comes at the end of the guard's scope, later than it came."""
    return [without(lines, i) for i, l in enumerate(lines) if RESET.match(l)]


def release_for_reset(lines):
    """The resource is given up where it should be released."""
    return [lines[:i] + [re.sub(r"\.reset\(\);$", ".release();", l)] + lines[i + 1:]
            for i, l in enumerate(lines) if RESET.match(l) and l.endswith(".reset();") and "_guard" in l]


def reset_for_release(lines):
    """What was handed over or committed is released as well."""
    return [lines[:i] + [re.sub(r"\.release\(\);$", ".reset();", l)] + lines[i + 1:]
            for i, l in enumerate(lines) if CANCEL.match(l)]


def drop_release(lines):
    """A hand-off or commit leaves the guard armed."""
    return [without(lines, i) for i, l in enumerate(lines) if CANCEL.match(l)]


def swap_resets(lines):
    """Two releases in the wrong order."""
    return [lines[:i] + [lines[i + 1], lines[i]] + lines[i + 2:] for i in range(len(lines) - 1)
            if RESET.match(lines[i]) and RESET.match(lines[i + 1])]


def swap_guards(lines):
    """Guards in the wrong order: their destructors run in the wrong order."""
    places = [i for i, l in enumerate(lines) if GUARD.match(l)]
    found = []
    for a, b in zip(places, places[1:]):
        # The later guard's place for both, the other way round.
        if lines[a].startswith(re.match(r"\s*", lines[b]).group()) and "lock" not in lines[a] + lines[b]:
            found.append(lines[:a] + lines[a + 1:b] + [lines[b], lines[a]] + lines[b + 1:])
    return found


def forget_path(lines):
    """No guard at all: the releases that it took over are gone."""
    found = []
    for i, l in enumerate(lines):
        m = GUARD.match(l)
        if m and not any(re.search(rf"\b{m.group(5)}\b", o) for o in lines[:i] + lines[i + 1:]):
            found.append(without(lines, i))
    return found


def dies_at_once(lines):
    """The guard in a block of its own: it releases before the work."""
    return [lines[:i] + ["{ " + l.strip() + " }"] + lines[i + 1:] for i, l in enumerate(lines)
            if (m := GUARD.match(l)) and not any(re.search(rf"\b{m.group(5)}\b", o) for o in lines[:i] + lines[i + 1:])]


def arm_early(lines):
    """The guard before the test of failure: it releases what was never acquired."""
    found = []
    for i, l in enumerate(lines):
        m = GUARD.match(l)
        if m and "scope_exit" in l:
            k = i - 1
            while k > 0 and not re.match(rf"{m.group(1)}if \(", lines[k]) and lines[k].startswith(m.group(1) + " "):
                k -= 1
            if lines[k].startswith(m.group(1) + "}"):  # if (…) { … }
                while k > 0 and not lines[k].startswith(m.group(1) + "if ("):
                    k -= 1
            if k > 0 and lines[k].startswith(m.group(1) + "if (") and "\\n" not in l:
                found.append(lines[:k] + [l] + lines[k:i] + lines[i + 1:])
    return found


def arm_late(lines):
    """The guard one statement too late: an exit between is not covered."""
    return [lines[:i] + [lines[i + 1], l] + lines[i + 2:] for i, l in enumerate(lines[:-1])
            if GUARD.match(l) and lines[i + 1].startswith(GUARD.match(l).group(1))
            and re.match(r"\s*[\w>.\-]+\(.*\);$", lines[i + 1])]


def never_armed(lines):
    """A guard that is armed at each acquisition, and was not at one."""
    return [without(lines, i) for i, l in enumerate(lines) if ARM.match(l)]


def capture_by_value(lines):
    """A copy of the handle from before the acquisition."""
    return [lines[:i] + [re.sub(r"\[&(\w+)", r"[\1", l, count=1)] + lines[i + 1:] for i, l in enumerate(lines)
            if "scope_exit" in l and "[&" in l]


def double_release(lines):
    """The release by hand was left beside the guard's."""
    found = []
    for i, l in enumerate(lines):
        m = RESET.match(l)
        if not m:
            continue
        action = next((re.search(r"\{ (?:if \(.*?\) )?(\w+\(&?\w+\);)", o) for o in lines
                       if m.group(2) + "(" in o and "scope_exit" in o), None)
        if action:
            found.append(lines[:i] + [l, action.group(1)] + lines[i + 1:])
    return found


def without_test(lines):
    """The guard's action no longer asks whether there is something to release."""
    return [lines[:i] + [re.sub(r"\{ if \([^()]*\) ", "{ ", l)] + lines[i + 1:] for i, l in enumerate(lines)
            if "scope_exit" in l and re.search(r"\{ if \([^()]*\) ", l)]


MUTANTS = (drop_reset, release_for_reset, reset_for_release, drop_release, swap_resets, swap_guards, forget_path,
           dies_at_once, arm_early, arm_late, never_armed, capture_by_value, double_release, without_test)
