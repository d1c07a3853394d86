;;; emacs.el --- Emacs with eglot as a user has it: opens a file, sees the finding, takes the quick fix, saves.
;; Driven by editors.py:  emacs -Q --batch -l INIT -l emacs.el FILE      INIT: the settings that the page shows
;;; Code:
(dolist (folder (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa/*"))
  (add-to-list 'load-path folder))
(require 'eglot)
(require 'cl-lib)

(defun say (format &rest arguments)
  (princ (concat (apply #'format format arguments) "\n")))

(defun wait-for (what condition)
  "Let the server speak until CONDITION holds; WHAT is said if it never does."
  (let ((end (+ (float-time) 60)))
    (while (not (funcall condition))
      (when (> (float-time) end)
        (say "FAIL %s" what)
        (kill-emacs 1))
      (accept-process-output nil 0.1))))

(defun ours ()
  (cl-remove-if-not (lambda (d) (string-match-p "\\[raii-" (flymake-diagnostic-text d))) (flymake-diagnostics)))

(setq eglot-confirm-server-initiated-edits nil
      eglot-connect-timeout 60
      eglot-sync-connect 60
      eglot-send-changes-idle-time 0.1
      make-backup-files nil)
(find-file (car command-line-args-left))
(setq command-line-args-left nil)
;; eglot-ensure connects after a command, and there is none here.
(run-hooks 'post-command-hook)
(wait-for "no diagnostic" #'ours)
(let ((found (car (ours))))
  (say "SHOWN %d: %s" (line-number-at-pos (flymake-diagnostic-beg found)) (flymake-diagnostic-text found))
  (goto-char (flymake-diagnostic-beg found))
  (let ((actions (eglot-code-actions (flymake-diagnostic-beg found) (flymake-diagnostic-end found) "quickfix")))
    (say "FIXED %s" (plist-get (car actions) :title))
    ;; The choice that a user makes in the menu: the first.
    (setq last-nonmenu-event ?\r)
    (cl-letf (((symbol-function 'completing-read) (lambda (_prompt items &rest _) (caar items))))
      (eglot--read-execute-code-action actions (eglot-current-server)))))
(wait-for "the fix was not applied" #'buffer-modified-p)
;; Changes go out when Emacs is idle, which it never is here.
(eglot--signal-textDocument/didChange)
(wait-for "not quiet afterwards" (lambda () (null (ours))))
(say "QUIET")
(save-buffer)
(eglot-shutdown (eglot-current-server))
(kill-emacs 0)
;;; emacs.el ends here
