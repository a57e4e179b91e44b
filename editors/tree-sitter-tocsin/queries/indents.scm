; Neovim. Blocks and brackets indent what is inside; the lines that continue a clause stand four
; columns to the right of it, which is two steps.
[(block) (set) (arguments) (parameters) (parenthesis)] @indent.begin
["}" "]" ")"] @indent.branch @indent.end
(ERROR "{") @indent.begin
[(comment) (doc_comment)] @indent.auto
(query) @indent.ignore
