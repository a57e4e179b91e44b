; Helix reads other names than Neovim; its runtime folder takes this file as indents.scm.
[(block) (set) (arguments) (parameters) (parenthesis)] @indent
["}" "]" ")"] @outdent
