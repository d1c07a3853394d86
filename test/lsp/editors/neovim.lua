-- Neovim as a user has it: opens a file, sees the finding, takes the first quick fix, saves. Driven by editors.py:
--   nvim --headless -u INIT FILE -c 'luafile neovim.lua'      INIT: the settings that the page shows
local function say(text) io.stdout:write(text .. "\n") end
local function fail(why) say("FAIL " .. why) vim.cmd("cquit 1") end

local function ours()
  return vim.tbl_filter(function(d) return (d.code or (d.user_data and d.user_data.lsp.code) or ""):match("^raii%-") end,
    vim.diagnostic.get(0))
end
if not vim.wait(60000, function() return #ours() > 0 end, 50) then fail("no diagnostic") end
local found = ours()[1]
say("SHOWN " .. found.lnum + 1 .. ": " .. found.message)

-- The choice that a user makes in the menu.
local chosen
vim.ui.select = function(items, options, done)
  for i, item in ipairs(items) do
    if options.format_item(item):lower():match("unique_file") then
      chosen = options.format_item(item)
      return done(item, i)
    end
  end
  fail("no quick fix among the actions")
end
vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
vim.lsp.buf.code_action()
if not vim.wait(30000, function() return chosen and vim.bo.modified end, 50) then fail("the fix was not applied") end
say("FIXED " .. chosen)
if not vim.wait(60000, function() return #vim.diagnostic.get(0) == 0 end, 50) then fail("not quiet afterwards") end
say("QUIET")
vim.cmd("write")
vim.cmd("qall!")
