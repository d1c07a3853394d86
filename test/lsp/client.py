"""A small client of the language server protocol: enough to be an editor of raii-clangd."""
import json
import os
import queue
import subprocess
import threading
import time


class Server:
    """A server process, spoken to over its pipes."""

    def __init__(self, command, folder, log=None, env=None):
        self.folder = folder
        self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=log or subprocess.DEVNULL, env={**os.environ, **(env or {})})
        self.next_id = 0
        self.answers = {}      # id: queue of one answer
        self.diagnostics = {}  # uri: list of (version, diagnostics) as they came
        self.requests = []     # what the server asked
        self.changed = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        stream = self.process.stdout
        while True:
            length = 0
            while True:
                line = stream.readline()
                if not line:
                    with self.changed:
                        self.changed.notify_all()
                    return
                line = line.strip()
                if not line:
                    break
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            message = json.loads(stream.read(length))
            with self.changed:
                if "method" in message and "id" in message:
                    self.requests.append(message)
                    self._answer_to(message)
                elif message.get("method") == "textDocument/publishDiagnostics":
                    given = message["params"]
                    self.diagnostics.setdefault(given["uri"], []).append((given.get("version"), given["diagnostics"]))
                elif "id" in message and message["id"] in self.answers:
                    self.answers[message["id"]].put(message)
                self.changed.notify_all()

    def _answer_to(self, request):
        result = {"applied": True} if request["method"] == "workspace/applyEdit" else None
        self._send({"jsonrpc": "2.0", "id": request["id"], "result": result})

    def _send(self, message):
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method, **params):
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def start_request(self, method, **params):
        self.next_id += 1
        self.answers[self.next_id] = queue.Queue()
        message = {"jsonrpc": "2.0", "id": self.next_id, "method": method}
        if params:
            message["params"] = params
        self._send(message)
        return self.next_id

    def result(self, ident, seconds=60):
        answer = self.answers[ident].get(timeout=seconds)
        del self.answers[ident]
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def request(self, method, seconds=60, **params):
        return self.result(self.start_request(method, **params), seconds)

    def initialize(self, related=True):
        self.notify_capabilities = self.request(
            "initialize", processId=os.getpid(), rootUri=self.folder.as_uri(), capabilities={
                "textDocument": {
                    "publishDiagnostics": {"relatedInformation": related, "versionSupport": True,
                                           "codeActionsInline": False},
                    "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}},
                "workspace": {"applyEdit": True}})
        self.notify("initialized")

    def open(self, path, text=None, version=0):
        self.notify("textDocument/didOpen", textDocument={
            "uri": path.as_uri(), "languageId": "cpp", "version": version,
            "text": path.read_text() if text is None else text})

    def change(self, path, text, version):
        self.notify("textDocument/didChange", textDocument={"uri": path.as_uri(), "version": version},
                    contentChanges=[{"text": text}])

    def wait_for(self, path, version, seconds=60):
        """The diagnostics of a version (or of a later one)."""
        end = time.monotonic() + seconds
        with self.changed:
            while True:
                for seen, diagnostics in reversed(self.diagnostics.get(path.as_uri(), [])):
                    if seen is not None and seen >= version:
                        return diagnostics
                left = end - time.monotonic()
                if left <= 0 or self.process.poll() is not None:
                    raise TimeoutError(f"no diagnostics of version {version}; the server's status is {self.process.poll()}")
                self.changed.wait(min(left, 1))

    def code_actions(self, path, diagnostic):
        return self.request("textDocument/codeAction", textDocument={"uri": path.as_uri()}, range=diagnostic["range"],
                            context={"diagnostics": [diagnostic]})

    def stop(self):
        """shutdown and exit; the exit status."""
        self.request("shutdown")
        self._send({"jsonrpc": "2.0", "method": "exit"})
        self.process.stdin.close()
        # clangd lets its background threads end first, for up to a minute.
        return self.process.wait(timeout=120)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def apply(text, edits):
    """A text with the edits of one file; positions in UTF-16 units."""
    lines = text.split("\n")
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1

    def offset(position):
        if position["line"] >= len(lines):
            return len(text)
        line = lines[position["line"]].encode("utf-16-le")[:2 * position["character"]].decode("utf-16-le")
        return starts[position["line"]] + len(line)

    for edit in sorted(edits, key=lambda e: (offset(e["range"]["start"]), offset(e["range"]["end"])), reverse=True):
        text = text[:offset(edit["range"]["start"])] + edit["newText"] + text[offset(edit["range"]["end"]):]
    return text
