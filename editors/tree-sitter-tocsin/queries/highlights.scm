; Where two patterns name the same node the later one wins, as in Neovim and Helix.

; ---- names
(identifier) @variable
(quoted_name) @variable
(path (identifier) @variable "." (identifier) @property)
(call function: (path (identifier) @function .))
(instance template: (path (identifier) @function .))
(argument name: (_) @variable.parameter)
(parameter name: (_) @variable.parameter)
(field name: (_) @property)
(key name: (_) @property)
(time name: (_) @property)
(segment name: (_) @property)
(assignment name: (_) @property)
(setting name: (_) @property)
(meta name: (_) @property)
(model name: (_) @type)
(watch model: (path (identifier) @type .))
(template name: (_) @function)
(let name: (_) @constant)
(let name: (_) @function (parameters))
(monitor name: (_) @label)
(expect name: (_) @label)
(mute name: (_) @label)
(reference name: (_) @label)
(channel name: (_) @module)
(use name: (_) @module)
(route channel: (_) @module)
(option channel: (_) @module)
(channel_kind) @type.builtin
(severity_name) @constant
(unit_name) @type
(pattern "*" @operator)

; ---- texts and numbers
(string) @string
(query) @string.special
(escape) @string.escape
(monitor title: (string) @markup.heading)
(model title: (string) @markup.heading)
(test title: (string) @markup.heading)
(mute title: (string) @markup.heading)
(number) @number
(tagged) @number
[(duration) (percent) (points) (rate) (datetime) (time_of_day)] @number
(boolean) @boolean

; ---- words
(header "tocsin" @keyword.import)
(use ["use" "as"] @keyword.import)
["unit" "severity" "let" "model" "watch" "template" "channel" "route" "incident" "mute" "silence"
 "suppress" "test"] @keyword
(kind) @keyword
["time" "lateness" "key" "source" "labels" "feature" "prediction" "score" "label" "field"
 "reference" "from" "taken" "rolling" "ago" "positive" "within" "arrives" "for" "range" "column"
 "of"] @keyword
["optional" "sensitive"] @attribute
(type ["bool" "int" "share" "time" "text" "severity" "reference" "any" "field" "number" "duration"
       "category"] @type.builtin)
["measure" "was" "promql" "sql" "against" "over" "each" "every" "events" "batch" "hour" "day" "week"
 "month" "matured" "on" "arrival" "by" "top" "overall" "needs" "positives" "labelled" "no" "data"
 "too" "few" "keep" "ok" "after" "expect" "paused" "trial" "until" "because" "owner" "runbook"
 "dashboard" "message" "tag" "outside" "inside" "with" "confidence" "clear"] @keyword
["only" "to" "repeat" "wait" "group" "digest" "quietly" "escalate" "join" "daily" "hourly" "up"
 "weekday" "weekend" "while" "same"] @keyword
(day) @keyword
["clock" "seed" "load" "given" "send" "feed" "quiet" "ignore" "at" "acknowledge" "alert" "notified"
 "held" "back" "value" "between" "pending"] @keyword
["when" "where"] @keyword.conditional
["and" "or" "not" "in" "is" "like"] @keyword.operator
["missing" "present"] @constant.builtin

; ---- marks
["+" "-" "*" "/" "=" ">=" "<" ".."] @operator
(operator) @operator
["(" ")" "[" "]" "{" "}"] @punctuation.bracket
["," ":" ";" "."] @punctuation.delimiter

(comment) @comment
(doc_comment) @comment.documentation
(ERROR) @error
